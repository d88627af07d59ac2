import { expect, test } from "vitest";
import { draftOf, newTarget } from "@/features/strategies/api/draft";
import { jsonFault, sameSpec, specOf } from "@/features/strategies/api/drafted";
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
  time_stop_bars: 40,
  max_reentries: 0,
  session: { timezone: "America/New_York", start: "09:30", end: "16:00", days: [0, 4], flat_at: "15:55" },
  ensemble: null,
  regimes: { params: { trend_up: { fast: "5" } }, specialists: {}, members: [], hold_bars: 3 },
} satisfies Spec;

test("a spec survives the form as it was", () => {
  expect(specOf(draftOf(FULL))).toEqual(FULL);
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

test("what is no number and no JSON goes to the server as it was typed", () => {
  const spec = specOf({ ...draftOf(FULL), timeStop: "ten", ensemble: "{members" });
  expect([spec.time_stop_bars, spec.ensemble]).toEqual(["ten", "{members"]);
  expect([jsonFault(""), jsonFault("{}")]).toEqual([null, null]);
  expect(jsonFault("{members")).toMatch(/JSON/);
});
