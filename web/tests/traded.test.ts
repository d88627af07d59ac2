import { expect, test } from "vitest";
import type { ReportCard, Series } from "@/lib/api/types";
import { marketOf, othersOf, timeframesBeside, tradedPart, tradedText } from "@/features/strategies/api/traded";

const stored = (series: string): Series => ({ series, symbol: series.split(":")[1] ?? "" }) as Series;
const ALL = ["sample:BTC/USDT:1d", "sample:ETH/USDT:1d", "sample:ETH/EUR:1d", "sample:SOL/USDT:1h", "other:SOL/USDT:1d"].map(stored);

test("offers only what can share the capital: same venue, bars and currency", () => {
  expect(othersOf(ALL, "sample:BTC/USDT:1d").map((one) => one.series)).toEqual(["sample:ETH/USDT:1d"]);
});

test("offers every other timeframe", () => {
  expect(timeframesBeside("sample:BTC/USDT:4h")).not.toContain("4h");
  expect(timeframesBeside("sample:BTC/USDT:4h")).toContain("1d");
});

test("says nothing of one symbol, and all of several with the series' own first", () => {
  expect(tradedPart("sample:BTC/USDT:1d", [], [], "3")).toEqual({});
  expect(tradedPart("sample:BTC/USDT:1d", ["ETH/USDT"], ["4h", "1h"], " 2 ")).toEqual({
    symbols: ["BTC/USDT", "ETH/USDT"], max_positions: 2, timeframes: ["1h", "4h"],
  });
  expect(tradedPart("sample:BTC/USDT:1d", ["ETH/USDT"], [], "many")).toEqual({ symbols: ["BTC/USDT", "ETH/USDT"] });
});

test("names one series, or all symbols", () => {
  expect(tradedText({ series: "sample:BTC/USDT:1d", symbols: ["BTC/USDT"] })).toBe("sample BTC/USDT 1d");
  expect(tradedText({ series: "sample:BTC/USDT:1d", symbols: ["BTC/USDT", "ETH/USDT"] })).toBe("sample BTC/USDT, ETH/USDT 1d");
});

test("finds the bars of one symbol of a run", () => {
  const row = { symbol: "ETH/USDT", from: "2024-01-01T00:00:00.000Z", to: "2024-05-01T00:00:00.000Z", bars: 121 };
  const card = { series: "sample:BTC/USDT:1d", from: "2023-01-01T00:00:00.000Z", to: "2024-05-01T00:00:00.000Z", bars: 600, markets: [row] } as ReportCard;
  expect(marketOf(card, "ETH/USDT")).toEqual({ series: "sample:ETH/USDT:1d", from: row.from, to: row.to, bars: 121 });
  expect(marketOf(card, null)).toBe(card);
});
