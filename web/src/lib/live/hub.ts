/** Joins the socket to listeners: messages are handed on once per frame, in order. */
import { LiveSocket, type Envelope, type SocketLike, type SocketState } from "./socket";

type Listener = (messages: readonly Envelope[]) => void;

export class LiveHub {
  private readonly socket: LiveSocket;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly watchers = new Set<() => void>();
  private queue: Envelope[] = [];

  constructor(connect: () => Promise<SocketLike>) {
    const world = {
      connect,
      now: Date.now,
      random: Math.random,
      after: (ms: number, work: () => void) => window.setTimeout(work, ms),
      cancel: (timer: number) => {
        window.clearTimeout(timer);
      },
    };
    this.socket = new LiveSocket(world, (message) => {
      this.arrived(message);
    }, () => {
      this.watchers.forEach((watcher) => {
        watcher();
      });
    });
  }

  start(): void {
    this.socket.start();
  }

  stop(): void {
    this.socket.stop();
  }

  retryNow(): void {
    this.socket.retryNow();
  }

  readonly state = (): SocketState => this.socket.snapshot();

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  listen(channel: string, listener: Listener): () => void {
    const set = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, set.add(listener));
    const leave = this.socket.join(channel);
    return () => {
      set.delete(listener);
      leave();
    };
  }

  private arrived(message: Envelope): void {
    if (this.queue.push(message) > 1) return;
    // A hidden page draws no frames, but its state must not fall behind.
    if (document.hidden) setTimeout(() => { this.flush(); }, 50);
    else requestAnimationFrame(() => { this.flush(); });
  }

  private flush(): void {
    const messages = this.queue;
    this.queue = [];
    for (const [channel, set] of this.listeners) {
      const mine = messages.filter((message) => message.channel === channel);
      if (mine.length > 0) set.forEach((listener) => { listener(mine); });
    }
  }
}
