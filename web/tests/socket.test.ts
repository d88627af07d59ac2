import { beforeEach, describe, expect, test } from "vitest";
import { freshness, liveStatus, pollMs, waitMs } from "@/lib/live/pace";
import { Sequence } from "@/lib/live/sequence";
import { LiveSocket, type Envelope, type SocketLike } from "@/lib/live/socket";

class FakeSocket implements SocketLike {
  said: { action: string; channel?: string }[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(text: string): void {
    this.said.push(JSON.parse(text) as { action: string });
  }
  close(): void {
    this.closed = true;
  }
  hears(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** A world whose time passes only when told. */
class World {
  time = 0;
  sockets: FakeSocket[] = [];
  refuse = false;
  private timers: { id: number; at: number; work: () => void }[] = [];
  private next = 1;

  readonly surroundings = {
    connect: (): Promise<SocketLike> => {
      if (this.refuse) return Promise.reject(new Error("refused"));
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return Promise.resolve(socket);
    },
    now: () => this.time,
    random: () => 0.5,
    after: (ms: number, work: () => void) => {
      this.timers.push({ id: this.next, at: this.time + ms, work });
      return this.next++;
    },
    cancel: (id: number) => {
      this.timers = this.timers.filter((timer) => timer.id !== id);
    },
  };

  get last(): FakeSocket {
    const socket = this.sockets[this.sockets.length - 1];
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await settle();
      const due = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = due.at;
      due.work();
    }
    this.time = until;
  }
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

describe("the live socket", () => {
  let world: World;
  let heard: Envelope[];
  let live: LiveSocket;

  beforeEach(async () => {
    world = new World();
    heard = [];
    live = new LiveSocket(world.surroundings, (message) => heard.push(message), () => undefined);
    live.join("floor");
    live.start();
    await world.pass(0);
  });

  const open = () => world.last.onopen?.();

  test("it subscribes to what was joined before it opened", () => {
    open();
    expect(world.last.said).toEqual([{ action: "subscribe", channel: "floor" }]);
    expect(live.snapshot().lostSince).toBeNull();
  });

  test("it pings each 5 s and calls two missed answers a loss", async () => {
    open();
    await world.pass(5_000);
    expect(world.last.said.at(-1)?.action).toBe("ping");
    await world.pass(10_000);
    expect(live.snapshot().lostSince).toBe(15_000);
  });

  test("an answered ping keeps it open", async () => {
    open();
    for (let round = 0; round < 6; round++) {
      await world.pass(5_000);
      world.last.hears({ type: "pong", channel: null });
    }
    expect(live.snapshot().lostSince).toBeNull();
    expect(world.sockets).toHaveLength(1);
  });

  test("after a loss it tries at once, then at growing waits without end", async () => {
    open();
    world.refuse = true;
    world.last.onclose?.();
    await world.pass(0);
    world.refuse = false;
    await world.pass(999);
    expect(world.sockets).toHaveLength(1);
    await world.pass(1);
    expect(world.sockets).toHaveLength(2);
  });

  test("a reopened socket joins its channels again", async () => {
    open();
    world.last.onclose?.();
    await world.pass(0);
    open();
    expect(world.sockets).toHaveLength(2);
    expect(world.last.said).toEqual([{ action: "subscribe", channel: "floor" }]);
  });

  test("what an abandoned socket says is not heard", async () => {
    open();
    const old = world.last;
    old.onclose?.();
    await world.pass(0);
    open();
    old.hears({ type: "order_update", channel: "floor", seq: 1, data: {} });
    old.onclose?.();
    expect(heard).toEqual([]);
    expect(live.snapshot().lostSince).toBeNull();
  });

  test("only messages of joined channels are handed on", () => {
    open();
    world.last.hears({ type: "candle", channel: "candles:x", data: {} });
    world.last.hears({ type: "order_update", channel: "floor", seq: 4, timestamp: "t", data: { order_id: "o" } });
    world.last.onmessage?.({ data: "not json" });
    expect(heard.map((message) => message.type)).toEqual(["order_update"]);
  });

  test("it renews itself before the gateway ends it", async () => {
    open();
    for (let round = 0; round < (110 * 60) / 5 && world.sockets.length === 1; round++) {
      await world.pass(5_000);
      world.last.hears({ type: "pong" });
    }
    expect(world.sockets).toHaveLength(2);
    expect(world.time).toBeLessThan(110 * 60_000);
  });
});

test("waits are 0, 1, 2, 4, 8, 16, 30 s and stay there, within a fifth of jitter", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => waitMs(attempt, 0.5) / 1000)).toEqual([0, 1, 2, 4, 8, 16, 30, 30]);
  expect([waitMs(6, 0), waitMs(6, 0.999)].map((ms) => Math.round(ms / 1000))).toEqual([24, 36]);
});

test("a loss is first silent, then a banner, then degraded, then critical", () => {
  const at = (ms: number) => liveStatus(0, true, ms);
  expect([liveStatus(null, true, 5), at(9_999), at(11_000), at(61_000), at(301_000)]).toEqual([
    "live", "reconnecting", "delayed", "degraded", "critical",
  ]);
  expect((["live", "delayed", "degraded", "critical"] as const).map(pollMs)).toEqual([null, 2000, 5000, 5000]);
  expect([freshness(9_000), freshness(11_000), freshness(61_000)]).toEqual(["fresh", "amber", "red"]);
});

test("a message is taken once and a hole is noticed", () => {
  const sequence = new Sequence();
  sequence.restart(10);
  expect([sequence.take(10), sequence.take(11), sequence.take(11), sequence.take(14), sequence.take(15)]).toEqual([
    "repeated", "next", "repeated", "gap", "next",
  ]);
});
