/** The timeframes above a series: which there are, where their levels lie, which way they go. */
import { useMemo } from "react";
import type { IndicatorReading, Series } from "@/lib/api/types";
import type { Level } from "@/ui/charts/candles/model";
import { useIndicators } from "./analysis";
import { idOf, type Chosen } from "./chosen";

const ORDER = ["1m", "5m", "15m", "1h", "4h", "1d"];

/** Stored series of the same market with longer bars, shortest first. */
export function higherOf(series: Series, all: readonly Series[]): readonly Series[] {
  const rank = (one: Series) => ORDER.indexOf(one.timeframe);
  return all.filter((one) => one.venue === series.venue && one.symbol === series.symbol && rank(one) > rank(series)).sort((a, b) => rank(a) - rank(b));
}

const asked = (name: string, args: readonly string[]): Chosen => ({ id: idOf(name, args), name, args, on: true });
const LEVELS = [asked("support_resistance", [])];
const TREND = [asked("ema", ["50"])];
const NONE: readonly Level[] = [];

/** Support and resistance of the higher timeframe at its last close. */
export function useHigherLevels(above: Series | undefined): readonly Level[] {
  const { found } = useIndicators(above?.series ?? "", LEVELS, 1, above?.last);
  const reading = found[0]?.reading;
  return useMemo(() => (above && reading ? levelsOf(above.timeframe, reading) : NONE), [above, reading]);
}

function levelsOf(timeframe: string, { values }: IndicatorReading): readonly Level[] {
  return ["support", "resistance"].flatMap((name) => {
    const price = values[name];
    return price === null || price === undefined ? [] : [{ name: `${timeframe} ${name}`, price }];
  });
}

/** Its close against its average of 50: the arrow of the trend. */
export function useTrend(series: Series): IndicatorReading | null {
  return useIndicators(series.series, TREND, 1, series.last).found[0]?.reading ?? null;
}
