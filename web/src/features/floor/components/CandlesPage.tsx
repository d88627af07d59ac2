/** Candles of a stored series with their table; a new bar arrives by push. */
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Candle, Series } from "@/lib/api/types";
import { forDrawing, price, quantity, stamp } from "@/lib/format";
import { Pill, Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import type { ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { SelectField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { useCandles, useSeries } from "../api/candles";
import { uniqueTimes } from "./EquityPanel";

const HEIGHT = 460;

const COLUMNS: readonly Column<Candle>[] = [
  { key: "ts", header: "Opened", value: (bar) => bar.ts, cell: (bar) => stamp(bar.ts) },
  ...(["open", "high", "low", "close"] as const).map((name) => ({
    key: name,
    header: name.charAt(0).toUpperCase() + name.slice(1),
    numeric: true,
    value: (bar: Candle) => bar[name],
    cell: (bar: Candle) => price(bar[name]),
  })),
  { key: "volume", header: "Volume", numeric: true, value: (bar) => bar.volume, cell: (bar) => quantity(bar.volume) },
];

export function CandlesPage() {
  const series = useSeries();
  const [search, setSearch] = useSearchParams();
  const items = series.data?.items;
  const chosen = items?.find((one) => one.series === search.get("series")) ?? items?.[0];
  return (
    <Page title="Charts" mode={chosen?.simulated ? "Simulated" : null} pills={chosen && <Pill>{chosen.venue}</Pill>}>
      {series.isError && <Problem error={series.error} onRetry={() => void series.refetch()} />}
      {items?.length === 0 && <Empty title="No series is stored yet">The collector writes the first bars within a minute of its start.</Empty>}
      {series.isPending && <Skeleton height={HEIGHT + 80} />}
      {chosen && items && <Candles series={chosen} all={items} onChoose={(key) => { setSearch({ series: key }); }} />}
    </Page>
  );
}

function Candles({ series, all, onChoose }: { series: Series; all: readonly Series[]; onChoose: (key: string) => void }) {
  const candles = useCandles(series.series);
  const bars = candles.data?.items;
  const spec = useMemo(() => (bars && bars.length > 0 ? candleSpec(series, bars) : null), [series, bars]);
  const last = bars?.[bars.length - 1];
  return (
    <>
      <div style={{ maxWidth: 420 }}>
      <SelectField
        label="Series"
        value={series.series}
        onValue={onChoose}
        options={all.map((one) => ({ value: one.series, text: `${one.symbol} ${one.timeframe}, ${one.venue}${one.simulated ? ", simulated" : ""}` }))}
      />
      </div>
      <ChartPanel
        title={`${series.symbol} ${series.timeframe}`}
        label={`Candles of ${series.symbol}`}
        spec={spec}
        height={HEIGHT}
        table={() => <DataTable caption="Candles" columns={COLUMNS} rows={[...(bars ?? [])].reverse()} rowKey={(bar) => bar.ts} csvName={`candles-${series.symbol.replace("/", "-")}-${series.timeframe}`} />}
        foot={last && <p className="muted small">Last closed bar {stamp(last.ts)}, close {price(last.close)}. A bar is shown once it has closed.</p>}
        instead={spec ? undefined : <div style={{ minHeight: HEIGHT }}>{candles.isError ? <Problem error={candles.error} onRetry={() => void candles.refetch()} /> : candles.isPending ? <Skeleton height={HEIGHT} /> : <Empty title="No bars yet">They appear as they close.</Empty>}</div>}
      />
    </>
  );
}

function candleSpec(series: Series, bars: readonly Candle[]): ChartSpec {
  const drawn = bars.map((bar) => ({
    time: Math.floor(Date.parse(bar.ts) / 1000),
    open: forDrawing(bar.open),
    high: forDrawing(bar.high),
    low: forDrawing(bar.low),
    close: forDrawing(bar.close),
  }));
  const last = bars[bars.length - 1];
  return {
    label: `Candles of ${series.symbol} ${series.timeframe}, ${String(bars.length)} bars, last close ${price(last?.close)}`,
    format: (value) => price(String(Number(value.toPrecision(8)))),
    lines: [{ name: "Candles", ink: "up", step: 0.00000001, candles: uniqueTimes(drawn) }],
  };
}
