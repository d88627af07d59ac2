/** What a run trades: one symbol or several of a venue on one capital. Pure. */
import type { Backtest, BacktestRequest, ReportCard, Series } from "@/lib/api/types";

export const MOST_SYMBOLS = 20;
export const MOST_TIMEFRAMES = 4;

type Timeframe = NonNullable<BacktestRequest["timeframes"]>[number];
const TIMEFRAMES: readonly Timeframe[] = ["1m", "5m", "15m", "1h", "4h", "1d"];

/** A series' venue, symbol and timeframe. */
export function partsOf(series: string): { venue: string; symbol: string; timeframe: string } {
  const [venue = "", symbol = "", timeframe = ""] = series.split(":");
  return { venue, symbol, timeframe };
}

const quoteOf = (symbol: string): string => symbol.split("/")[1] ?? "";

/** Series that can share a capital with this one: of its venue and timeframe, in its currency. */
export function othersOf(all: readonly Series[], series: string): readonly Series[] {
  const own = partsOf(series);
  return all.filter((one) => {
    const { venue, timeframe } = partsOf(one.series);
    return venue === own.venue && timeframe === own.timeframe && one.symbol !== own.symbol && quoteOf(one.symbol) === quoteOf(own.symbol);
  });
}

export const timeframesBeside = (series: string): readonly Timeframe[] => TIMEFRAMES.filter((one) => one !== partsOf(series).timeframe);

/** The part of a request that says so; nothing where there is nothing beside the series. */
export function tradedPart(series: string, symbols: readonly string[], timeframes: readonly string[], positions: string): Partial<BacktestRequest> {
  return {
    ...(symbols.length > 0 ? { symbols: [partsOf(series).symbol, ...symbols] } : {}),
    ...(symbols.length > 0 && /^\d+$/.test(positions.trim()) ? { max_positions: Number(positions) } : {}),
    ...(timeframes.length > 0 ? { timeframes: TIMEFRAMES.filter((one) => timeframes.includes(one)) } : {}),
  };
}

/** In words: the series, or the symbols on one capital. */
export function tradedText({ series, symbols }: Pick<Backtest | ReportCard, "series" | "symbols">): string {
  if (symbols.length < 2) return series.replaceAll(":", " ");
  const { venue, timeframe } = partsOf(series);
  return `${venue} ${symbols.join(", ")} ${timeframe}`;
}

/** Where the bars of one symbol of a run are and when they begin and end. */
export function marketOf(card: ReportCard, symbol: string | null): Pick<ReportCard, "series" | "from" | "to" | "bars"> {
  const row = card.markets.find((one) => one.symbol === symbol);
  if (!row) return card;
  const { venue, timeframe } = partsOf(card.series);
  return { series: `${venue}:${row.symbol}:${timeframe}`, from: row.from, to: row.to, bars: row.bars };
}
