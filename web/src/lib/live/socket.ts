/**
 * One WebSocket that keeps itself alive: a fresh ticket per connection, a ping each 5 s (two missed
 * answers mean lost), reconnection at the pace of pace.ts, renewal before the gateway's 2 h limit.
 * It knows channels and envelopes, not what they mean.
 */
import { waitMs } from "./pace";

export interface Envelope {
  type: string;
  channel: string;
  seq: number | null;
  timestamp: string;
  data: unknown;
}

export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

export interface Surroundings {
  connect: () => Promise<SocketLike>;
  now: () => number;
  random: () => number;
  after: (ms: number, work: () => void) => number;
  cancel: (timer: number) => void;
}

export interface SocketState {
  /** When the connection was lost, ms; null while open. */
  lostSince: number | null;
  everOpen: boolean;
  lastHeardAt: number | null;
  nextTryAt: number | null;
}

const PING_MS = 5000;
const MISSED_PINGS = 2;
const RENEW_MS = 100 * 60_000;
const RENEW_JITTER_MS = 8 * 60_000;

export class LiveSocket {
  private socket: SocketLike | null = null;
  private channels = new Map<string, number>();
  private timers: number[] = [];
  private attempt = 0;
  private round = 0;
  private running = false;
  private state: SocketState;

  constructor(
    private readonly world: Surroundings,
    private readonly onMessage: (message: Envelope) => void,
    private readonly onChange: () => void,
  ) {
    this.state = { lostSince: world.now(), everOpen: false, lastHeardAt: null, nextTryAt: null };
  }

  readonly snapshot = (): SocketState => this.state;

  start(): void {
    if (this.running) return;
    this.running = true;
    this.attempt = 0;
    this.set({ lostSince: this.state.lostSince ?? this.world.now() });
    this.schedule();
  }

  stop(): void {
    this.running = false;
    this.drop();
  }

  retryNow(): void {
    if (!this.running || this.state.lostSince === null) return;
    this.attempt = 0;
    this.drop();
    this.schedule();
  }

  /** Counted: the channel is left when the last listener leaves. */
  join(channel: string): () => void {
    const count = (this.channels.get(channel) ?? 0) + 1;
    this.channels.set(channel, count);
    if (count === 1) this.say("subscribe", channel);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.leave(channel);
    };
  }

  private leave(channel: string): void {
    const count = (this.channels.get(channel) ?? 1) - 1;
    if (count > 0) {
      this.channels.set(channel, count);
      return;
    }
    this.channels.delete(channel);
    this.say("unsubscribe", channel);
  }

  private schedule(): void {
    const wait = waitMs(this.attempt++, this.world.random());
    this.set({ nextTryAt: this.world.now() + wait });
    this.later(wait, () => void this.open());
  }

  private async open(): Promise<void> {
    const round = ++this.round;
    const socket = await this.world.connect().catch(() => null);
    if (round !== this.round || !this.running) {
      socket?.close();
      return;
    }
    if (!socket) {
      this.schedule();
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      if (round === this.round) this.opened();
    };
    socket.onclose = () => {
      if (round === this.round) this.lost();
    };
    socket.onmessage = (event) => {
      if (round === this.round) this.heard(String(event.data));
    };
  }

  private opened(): void {
    this.attempt = 0;
    this.set({ lostSince: null, everOpen: true, lastHeardAt: this.world.now(), nextTryAt: null });
    for (const channel of this.channels.keys()) this.say("subscribe", channel);
    this.later(PING_MS, () => {
      this.ping();
    });
    this.later(RENEW_MS + this.world.random() * RENEW_JITTER_MS, () => {
      this.lost();
    });
  }

  private ping(): void {
    const silence = this.world.now() - (this.state.lastHeardAt ?? 0);
    if (silence > PING_MS * MISSED_PINGS) {
      this.lost();
      return;
    }
    this.say("ping");
    this.later(PING_MS, () => {
      this.ping();
    });
  }

  private heard(text: string): void {
    this.set({ lastHeardAt: this.world.now() });
    const message = parse(text);
    if (message && this.channels.has(message.channel)) this.onMessage(message);
  }

  private lost(): void {
    this.drop();
    this.set({ lostSince: this.state.lostSince ?? this.world.now() });
    if (this.running) this.schedule();
  }

  /** Forget the socket and every timer of it; what it still says is not heard. */
  private drop(): void {
    this.round++;
    this.timers.forEach(this.world.cancel);
    this.timers = [];
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private say(action: string, channel?: string): void {
    if (this.socket && this.state.lostSince === null) this.socket.send(JSON.stringify({ action, channel }));
  }

  private later(ms: number, work: () => void): void {
    this.timers.push(this.world.after(ms, work));
  }

  private set(change: Partial<SocketState>): void {
    this.state = { ...this.state, ...change };
    this.onChange();
  }
}

function parse(text: string): Envelope | null {
  try {
    const raw = JSON.parse(text) as Partial<Envelope>;
    if (typeof raw.type !== "string" || typeof raw.channel !== "string") return null;
    return {
      type: raw.type,
      channel: raw.channel,
      seq: typeof raw.seq === "number" ? raw.seq : null,
      timestamp: raw.timestamp ?? "",
      data: raw.data,
    };
  } catch {
    return null;
  }
}
