import { describe, expect, it } from "vitest";
import { drawable, numbersOf, queryOf } from "@/features/ledgers/api/explore";
import { bandTint, headline, score, weeks } from "@/features/ledgers/api/figures";
import { moved, readLayout, STANDARD } from "@/features/ledgers/api/layout";
import { shown } from "@/features/ledgers/api/ticker";
import type { Catalyst, HumanDay, LedgerRow } from "@/lib/api/types";
import { runs } from "@/ui/charts/model";

const NOW = Date.parse("2026-03-02T12:00:00.000Z");
const event = (id: string, priority: Catalyst["priority"], minutesAgo: number) =>
  ({ record_id: id, priority, known_at: new Date(NOW - minutesAgo * 60_000).toISOString() }) as Catalyst;
const ids = (events: readonly Catalyst[]) => events.map((one) => one.record_id).join("");

describe("the ticker", () => {
  const six = [..."abcdef"].map((id, index) => event(id, "normal", index));
  it("shows five at most, newest on top", () => {
    expect(ids(shown(six, new Set(), new Map(), NOW))).toBe("abcde");
  });
  it("keeps an unread critical one however many come after it, until it is read", () => {
    const events = [...six, event("z", "critical", 600)];
    expect(ids(shown(events, new Set(), new Map(), NOW))).toBe("abcdz");
    expect(ids(shown(events, new Set(["z"]), new Map(), NOW))).toBe("abcde");
  });
  it("holds a normal one for 30 s after it arrived, among held ones", () => {
    const events = [...[..."pqrst"].map((id, index) => event(id, "high", index)), event("n", "normal", 50)];
    expect(ids(shown(events, new Set("pq"), new Map([["n", NOW - 29_000]]), NOW))).toBe("prstn");
    expect(ids(shown(events, new Set("pq"), new Map([["n", NOW - 31_000]]), NOW))).toBe("pqrst");
  });
});

describe("the calendar", () => {
  const FIRST = Date.UTC(2026, 0, 28);
  const days = Array.from({ length: 35 }, (_, index) => ({ day: new Date(FIRST + index * 86_400_000).toISOString(), mean: "0.1" }) as HumanDay);
  it("is five weeks from Monday, with nothing after today, a Tuesday", () => {
    const rows = weeks(days);
    expect(rows.map((row) => row.name)).toEqual(["02 Feb", "09 Feb", "16 Feb", "23 Feb", "02 Mar"]);
    expect(rows[0]?.days[0]?.day).toBe("2026-02-02T00:00:00.000Z");
    expect(rows[4]?.days.map((one) => one?.day.slice(0, 10) ?? null)).toEqual(["2026-03-02", "2026-03-03", null, null, null, null, null]);
  });
  it("prints the sign of a score and tints by band", () => {
    expect([score("0.4"), score("-0.25"), score("0.00")]).toEqual(["+0.40", "−0.25", "0.00"]);
    expect(new Set([-3, -2, -1, 0, 1, 2, 3].map(bandTint)).size).toBe(7);
  });
});

describe("lines and words", () => {
  it("draws over no hole", () => {
    const values = [1, 2, null, 3, null, null, 4];
    expect(runs(values.map((value, time) => ({ time, value }))).map((run) => run.map((point) => point.value))).toEqual([[1, 2], [3], [4]]);
    expect(runs([])).toEqual([]);
  });
  it("cuts a headline at a word, at 60 characters", () => {
    expect(headline("short")).toBe("short");
    const cut = headline("CoinSpot lists SUI: trading opens for all customers today at noon Sydney time");
    expect(cut.length).toBeLessThanOrEqual(60);
    expect(cut.endsWith("today…")).toBe(true);
  });
});

describe("the layout", () => {
  it("moves a card by one and stops at the ends", () => {
    expect(moved(STANDARD, "glass", -1).order).toEqual(["catalyst", "exchange", "glass", "human"]);
    expect(moved(STANDARD, "catalyst", -1)).toBe(STANDARD);
  });
  it("takes what was kept only when it names every card once", () => {
    expect(readLayout('{"order":["glass","human","exchange","catalyst"],"hidden":["human"]}').hidden).toEqual(["human"]);
    for (const kept of [null, "x", "{}", '{"order":["glass"],"hidden":[]}', '{"order":["glass","glass","human","exchange"],"hidden":[]}']) expect(readLayout(kept)).toBe(STANDARD);
  });
});

describe("the explorer", () => {
  const row = (values: Record<string, string>) => ({ record_id: "r", record: { kind: "measurement", subject: "chain:A", values, event_time: "2026-03-02T00:00:00.000Z" } }) as unknown as LedgerRow;
  it("draws what is told at least twice, most told first", () => {
    expect(drawable([row({ tvl: "1", fees: "2" }), row({ tvl: "3" }), row({ fees: "1", tvl: "1" }), row({ once: "1" })])).toEqual(["chain:A tvl", "chain:A fees"]);
    expect(numbersOf(row({ tvl: "1" }))).toEqual([["chain:A tvl", "1"]]);
  });
  it("asks for a type of events only", () => {
    const question = { ledger: "human", days: "1", coin: "", kind: "", type: "hack" } as const;
    expect(queryOf(question, NOW)).toEqual({ ledger: "human", start: "2026-03-01T12:00:00.000Z", end: "2026-03-02T12:00:00.000Z", limit: 1000 });
    expect(queryOf({ ...question, ledger: "catalyst" }, NOW).type).toBe("hack");
  });
});
