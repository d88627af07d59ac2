/** The same market on longer bars, pointing at the same moment; its trend in an arrow and a sentence. */
import { useMemo } from "react";
import type { Series } from "@/lib/api/types";
import { sentence } from "@/lib/format";
import { Skeleton } from "@/ui/basic";
import { CandlePanel } from "@/ui/charts/candles/CandlePanel";
import { CANDLE_COLUMNS } from "@/ui/charts/candles/columns";
import { candlesticks, priceOf } from "@/ui/charts/candles/fromWire";
import type { CandleSpec, Link } from "@/ui/charts/candles/model";
import { DataTable } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useCandles } from "../api/candles";
import { useTrend } from "../api/higher";

const HEIGHT = 260;
const TREND: Record<string, { tone: string; text: string }> = { BUY: { tone: "up", text: "▲ up" }, SELL: { tone: "down", text: "▼ down" } };

export function HigherPanel({ series, link }: { series: Series; link: Link }) {
  const candles = useCandles(series.series);
  const { bars } = candles;
  const trend = useTrend(series);
  const word = TREND[trend?.signal ?? ""] ?? { tone: "muted", text: "• flat" };
  const spec = useMemo<CandleSpec | null>(() => (bars && bars.length > 0 ? { key: series.series, label: `Candles of ${series.symbol} ${series.timeframe}`, bars: candlesticks(bars), format: priceOf } : null), [series, bars]);
  return (
    <CandlePanel
      title={<>{series.symbol} {series.timeframe} {trend?.known && <span className={word.tone}>{word.text}</span>}</>}
      label={`Higher timeframe, ${series.timeframe}`}
      spec={spec}
      height={HEIGHT}
      link={link}
      table={() => <DataTable caption={`Candles, ${series.timeframe}`} columns={CANDLE_COLUMNS} rows={[...(bars ?? [])].reverse()} rowKey={(bar) => bar.ts} csvName={`candles-${series.timeframe}`} />}
      foot={trend?.known && <p className="muted small">{sentence(trend.reason)}. Its support and resistance are drawn on the chart above.</p>}
      instead={spec ? undefined : <div style={{ minHeight: HEIGHT }}>{candles.isError ? <Problem error={candles.error} onRetry={() => void candles.refetch()} /> : candles.isPending ? <Skeleton height={HEIGHT} /> : <Empty title="No bars yet">They appear as they close.</Empty>}</div>}
    />
  );
}
