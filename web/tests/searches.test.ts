import { expect, test } from "vitest";
import { bestOf, letterOf } from "@/features/compare/api/metrics";
import { argumentFault, chosenText, readChosen } from "@/features/markets/api/chosen";
import { overlaysOf } from "@/features/markets/api/overlays";
import { sameSet, withSet } from "@/features/searches/api/figures";
import { combinations, countOf } from "@/features/searches/api/form";
import { windowOf } from "@/features/strategies/api/bars";
import { yearsOf } from "@/features/strategies/api/months";
import type { IndicatorSeries, Spec } from "@/lib/api/types";
import { heat, scaleOf } from "@/ui/heat";

const range = (low: string, high: string, step: string, on = true) => ({ name: "fast", on, value: "10", low, high, step });

test("a range counts both its ends, and steps of tenths do not lose the last", () => {
  expect([range("5", "50", "5"), range("0.1", "0.7", "0.2"), range("5", "5", "1")].map(countOf)).toEqual([10, 4, 1]);
  expect([range("5", "4", "1"), range("5", "50", "0"), range("", "50", "5")].map(countOf)).toEqual([null, null, null]);
});

test("what is held multiplies by one, what cannot be read makes the whole unknown", () => {
  expect(combinations([range("5", "50", "5"), range("1", "9", "1", false)])).toBe(10);
  expect(combinations([range("5", "50", "5"), range("9", "1", "1")])).toBeNull();
});

test("a set becomes the defaults, and a range is widened to hold it", () => {
  const spec = { params: { fast: { default: "10", search: { low: "5", high: "50", step: "5" } }, slow: { default: "30", search: null } } } as unknown as Spec;
  expect(withSet(spec, { fast: "60", slow: "90" }).params).toEqual({ fast: { default: "60", search: { low: "5", high: "60", step: "5" } }, slow: { default: "90", search: null } });
  expect([sameSet({ fast: "10" }, { fast: "10.0", slow: "3" }), sameSet({ fast: "10" }, { slow: "3" })]).toEqual([true, false]);
});

test("a year compounds its months and leaves out what the run did not see", () => {
  const [year] = yearsOf({ "2025-11": "0.10", "2025-12": "-0.10" });
  expect(year?.months.slice(9)).toEqual([null, 0.1, -0.1]);
  expect(year?.total).toBeCloseTo(-0.01);
});

test("the best of a line is the least drawdown, the most return, and none where runs do not differ", () => {
  const run = (value: string | null) => ({ metrics: { figure: { value, reason: null } } });
  expect(bestOf([run("0.2"), run("0.1"), run(null)], { name: "figure", better: "less" })).toEqual([1]);
  expect(bestOf([run("0.2"), run("0.2"), run("0.1")], { name: "figure", better: "more" })).toEqual([0, 1]);
  expect(bestOf([run("1"), run("1")], { name: "figure", better: "more" })).toEqual([]);
  expect(bestOf([run("1"), run("2")], { name: "figure", better: null })).toEqual([]);
  expect(letterOf(9)).toBe("J");
});

test("a cell without a figure has no colour, and one extreme does not pale the rest", () => {
  expect(heat(null, 1)).toBe("transparent");
  expect(heat(-0.5, 1)).toContain("--down");
  expect(scaleOf([...Array<number>(99).fill(1), 100])).toBe(1);
});

test("a long run is read about the moment looked at, a short one whole", () => {
  const card = { series: "sample:BTC/USDT:1h", from: "2020-01-01T00:00:00.000Z", to: "2024-01-01T00:00:00.000Z", bars: 35_000 };
  const about = windowOf(card, Date.parse("2022-01-01T00:00:00Z"));
  expect(Date.parse(about.start)).toBeLessThan(Date.parse("2022-01-01T00:00:00Z"));
  expect(Date.parse(about.end) - Date.parse(about.start)).toBe(1000 * 3_600_000);
  expect(windowOf(card, null).end).toBe(card.to);
  expect(windowOf({ ...card, bars: 900 }, null)).toEqual({ start: card.from, end: card.to });
});

test("kept indicators that cannot be read are as none kept", () => {
  expect(readChosen("{").map(chosenText)).toEqual(["EMA 50", "RSI 14"]);
  expect(readChosen('[{"id":"x"},{"id":"cci 20","name":"cci","args":["20"],"on":false}]').map(chosenText)).toEqual(["CCI 20"]);
  expect(readChosen("[]")).toEqual([]);
});

test("an argument is checked by its kind and bounds before it is sent", () => {
  const length = { name: "length", kind: "a length", default: "14", low: "1", high: "5000" };
  expect([argumentFault(length, "14"), argumentFault(length, "1.5"), argumentFault(length, ""), argumentFault(length, "0")].map((fault) => fault === null)).toEqual([true, false, false, false]);
});

test("prices lie on the candles, everything else in a pane of its own", () => {
  const found = (name: string, outputs: string[], price_outputs: string[]): IndicatorSeries => ({ name, series: "s", arguments: {}, outputs, price_outputs, warmup_bars: 1, items: [{ ts: "2026-01-01T00:00:00.000Z", values: Object.fromEntries(outputs.map((output) => [output, 1])), signal: "NEUTRAL", strength: 0 }], reading: null });
  const one = (name: string) => ({ id: name, name, args: [], on: true });
  const overlays = overlaysOf([one("bollinger"), one("rsi"), one("macd")], [found("bollinger", ["middle", "upper", "percent_b"], ["middle", "upper"]), found("rsi", ["value"], []), found("macd", ["line", "signal", "histogram"], [])]);
  expect(overlays.map(({ pane, look }) => [pane, look])).toEqual([[0, "line"], [0, "dashed"], [1, "line"], [2, "line"], [2, "line"], [2, "histogram"]]);
  expect(overlays[2]?.levels).toEqual([30, 70]);
});
