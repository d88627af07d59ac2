/** Order of pushed messages: each is taken once, and a hole is noticed. */

export type Arrival = "next" | "repeated" | "gap";

export class Sequence {
  constructor(private last: number | null = null) {}

  /** The number of the last message taken, null before the first. */
  get seen(): number | null {
    return this.last;
  }

  /** A full state as of `seq` was read: only what comes after it is news. */
  restart(seq: number): void {
    this.last = seq;
  }

  take(seq: number): Arrival {
    if (this.last !== null && seq <= this.last) return "repeated";
    const gap = this.last !== null && seq > this.last + 1;
    this.last = seq;
    return gap ? "gap" : "next";
  }
}
