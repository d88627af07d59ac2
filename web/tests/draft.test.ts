import { expect, test } from "vitest";
import { draftOf, newTarget } from "@/features/strategies/api/draft";
import { sameSpec, specOf } from "@/features/strategies/api/drafted";
import type { Spec } from "@/lib/api/types";

const FULL = {
  name: "All of it",
  family: "custom",
  venue: "sample",
  symbol: "BTC/USDT",
  timeframe: "1d",
  description: "",
  source: "manual",
  params: { fast: { default: "10", search: { low: "5", high: "50", step: "5" } } },
  features: { ma: "sma(close, $fast)" },
  indicators: { band: { args: ["length", "width"], value: "ema(close, $length) + $width * atr($length)" } },
  constraints: ["$fast > 2"],
  long: { enter: "close > ma", exit: null },
  short: { enter: "close < ma", exit: null },
  sizing: { kind: "atr", fraction: "0.01", multiple: "2", period: 14 },
  stop: { kind: "price", price: "lowest(low, 20)", price_short: "highest(high, 20)", trailing: false },
  targets: [
    { kind: "r", value: "2", period: null, share: "0.5" },
    { kind: "price", price: "ma", price_short: "ma", share: "0.5" },
  ],
  limit_entry: { kind: "price", valid_bars: 4, price: "lowest(low, 5)", price_short: "highest(high, 5)" },
  time_stop_bars: 40,
  max_reentries: 0,
  session: { timezone: "America/New_York", start: "09:30", end: "16:00", days: [0, 4], flat_at: "15:55" },
  ensemble: null,
  regimes: { params: { trend_up: { fast: "5" } }, specialists: {}, members: [], hold_bars: 3 },
} satisfies Spec;

test("a spec survives the form as it was", () => {
  expect(specOf(draftOf(FULL))).toEqual(FULL);
});

test.each([
  { kind: "fraction", valid_bars: 2, fraction: "0.01" },
  { kind: "atr", valid_bars: 6, multiple: "0.75", period: 20 },
  null,
] satisfies Spec["limit_entry"][])("each kind of limit for entries survives the form: %j", (limit_entry) => {
  const spec = { ...FULL, limit_entry } satisfies Spec;
  expect(specOf(draftOf(spec))).toEqual(spec);
});

test("what is left out and what is empty are the same spec", () => {
  const short = Object.fromEntries(Object.entries(FULL).filter(([name]) => name !== "session")) as unknown as Spec;
  expect(sameSpec({ ...FULL, session: null }, short)).toBe(true);
  expect(sameSpec(FULL, { ...FULL, max_reentries: null })).toBe(false);
});

test("a target added in the form takes off the share it is given", () => {
  const draft = draftOf(FULL);
  const spec = specOf({ ...draft, targets: [...draft.targets, newTarget("0.25")] });
  expect(spec.targets.at(-1)).toEqual({ kind: "r", value: "2", period: null, share: "0.25" });
});

const MEMBERS = [
  { name: "trend", weight: "2", strength: "0.5", long: { enter: "close > ma", exit: "close < ma" }, short: null },
  { name: "fade", weight: "1", strength: null, long: null, short: { enter: "close > ma * 1.1", exit: "close < ma" } },
];

test("an ensemble and specialists survive the form, and leave the strategy no rules of its own", () => {
  const voting = { ...FULL, long: null, short: null, regimes: null, ensemble: { members: MEMBERS, threshold: "0.4", weighting: "fixed", window: 100 } } satisfies Spec;
  const special = { ...FULL, long: null, short: null, regimes: { params: {}, specialists: { range: "fade" }, members: MEMBERS, hold_bars: 5 } } satisfies Spec;
  expect(specOf(draftOf(voting))).toEqual(voting);
  expect(specOf(draftOf(special))).toEqual(special);
});

test("a blank parameter of a regime is the strategy's own, and a parameter that is gone is gone there too", () => {
  const draft = draftOf(FULL);
  const blank = { ...draft.blend, params: { ...draft.blend.params, trend_up: { fast: " " }, range: { fast: "7", slow: "9" } } };
  expect(specOf({ ...draft, blend: blank }).regimes?.params).toEqual({ range: { fast: "7" } });
});

test("turning from members back to rules loses neither", () => {
  const draft = draftOf(FULL);
  const voting = { ...draft, blend: { ...draft.blend, kind: "ensemble" as const } };
  expect(specOf(voting).long).toBeNull();
  expect(specOf({ ...voting, blend: { ...voting.blend, kind: "params" } })).toEqual(FULL);
});

test("what is no number goes to the server as it was typed", () => {
  const draft = draftOf(FULL);
  const spec = specOf({ ...draft, timeStop: "ten", blend: { ...draft.blend, holdBars: "three" } });
  expect([spec.time_stop_bars, spec.regimes?.hold_bars]).toEqual(["ten", "three"]);
});
