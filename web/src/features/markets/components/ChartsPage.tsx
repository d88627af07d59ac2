/** Candles of a stored series with volume, indicators and their table; a new bar arrives by push. */
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { Candle, Series } from "@/lib/api/types";
import { NOTHING, plain, price, stamp } from "@/lib/format";
import { useSeriesList } from "@/lib/reads";
import { Button, Pill, Skeleton } from "@/ui/basic";
import { CandlePanel } from "@/ui/charts/candles/CandlePanel";
import { CANDLE_COLUMNS } from "@/ui/charts/candles/columns";
import { candlesticks, floorMarks, priceOf, seconds } from "@/ui/charts/candles/fromWire";
import type { CandleSpec, Overlay } from "@/ui/charts/candles/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { CheckField, SelectField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty, FormProblem, Problem } from "@/ui/states";
import { useIndicators } from "../api/analysis";
import { useCandles } from "../api/candles";
import { chosenText, useChosen } from "../api/chosen";
import { higherOf, useHigherLevels } from "../api/higher";
import { overlaysOf } from "../api/overlays";
import { useMyTrades } from "../api/trades";
import { HigherPanel } from "./HigherPanel";
import { IndicatorPicker } from "./IndicatorPicker";
import { Readings } from "./Readings";
import "./markets.css";

const HEIGHT = 440;
const PANE = 110;

export function ChartsPage() {
  const series = useSeriesList();
  const [search, setSearch] = useSearchParams();
  const items = series.data?.items;
  const chosen = items?.find((one) => one.series === search.get("series")) ?? items?.[0];
  return (
    <Page title="Charts" mode={chosen?.simulated ? "Simulated" : null} pills={chosen && <Pill>{chosen.venue}</Pill>}>
      {series.isError && <Problem error={series.error} onRetry={() => void series.refetch()} />}
      {items?.length === 0 && <Empty title="No series is stored yet">The collector writes the first bars within a minute of its start.</Empty>}
      {series.isPending && <Skeleton height={HEIGHT + 80} />}
      {chosen && items && <Candles key={chosen.series} series={chosen} all={items} onChoose={(key) => { setSearch({ series: key }); }} />}
    </Page>
  );
}

function Candles({ series, all, onChoose }: { series: Series; all: readonly Series[]; onChoose: (key: string) => void }) {
  const candles = useCandles(series.series);
  const { bars } = candles;
  const last = bars?.at(-1);
  const [chosen, setChosen] = useChosen();
  const [search, setSearch] = useSearchParams();
  const higher = higherOf(series, all);
  const above = higher.find((one) => one.series === search.get("above"));
  const [time, setTime] = useState<number | null>(null);
  const link = above ? { time, onTime: setTime } : null;
  const levels = useHigherLevels(above);
  const mine = useMyTrades(series);
  const [withTrades, setWithTrades] = useState(true);
  const trades = useMemo(() => (withTrades && bars ? floorMarks(mine, bars) : []), [withTrades, mine, bars]);
  const { found, error: wrong } = useIndicators(series.series, chosen, bars?.length ?? 0, last?.ts);
  const overlays = useMemo(() => overlaysOf(chosen, found), [chosen, found]);
  const spec = useMemo(() => (bars && bars.length > 0 ? { ...specOf(series, bars, overlays), levels, trades } : null), [series, bars, overlays, levels, trades]);
  const panes = Math.max(0, ...overlays.map((one) => one.pane));
  return (
    <>
      <div className="chart-choices">
        <SelectField
          label="Series"
          value={series.series}
          onValue={onChoose}
          options={all.map((one) => ({ value: one.series, text: `${one.symbol} ${one.timeframe}, ${one.venue}${one.simulated ? ", simulated" : ""}` }))}
        />
        {higher.length > 0 && (
          <SelectField
            label="Above it"
            value={above?.series ?? ""}
            onValue={(key) => { setSearch(key ? { series: series.series, above: key } : { series: series.series }); }}
            options={[{ value: "", text: "No higher timeframe" }, ...higher.map((one) => ({ value: one.series, text: one.timeframe }))]}
          />
        )}
        <IndicatorPicker chosen={chosen} onChange={setChosen} />
        {mine.length > 0 && <CheckField label="My trades" checked={withTrades} onChecked={setWithTrades} />}
      </div>
      <FormProblem error={wrong} />
      <CandlePanel
        title={`${series.symbol} ${series.timeframe}`}
        label={`Candles of ${series.symbol}`}
        spec={spec}
        height={HEIGHT + panes * PANE}
        link={link}
        controls={candles.hasNextPage && <Button look="quiet" busy={candles.isFetchingNextPage && "Reading…"} onClick={() => void candles.fetchNextPage()}>Earlier bars</Button>}
        table={() => <DataTable caption="Candles" columns={columnsWith(overlays)} rows={[...(bars ?? [])].reverse()} rowKey={(bar) => bar.ts} csvName={`candles-${series.symbol.replace("/", "-")}-${series.timeframe}`} />}
        foot={last && <p className="muted small">Last closed bar {stamp(last.ts)}, close {price(last.close)}. A bar is shown once it has closed.</p>}
        instead={spec ? undefined : <div style={{ minHeight: HEIGHT }}>{candles.isError ? <Problem error={candles.error} onRetry={() => void candles.refetch()} /> : candles.isPending ? <Skeleton height={HEIGHT} /> : <Empty title="No bars yet">They appear as they close.</Empty>}</div>}
      />
      {above && link && <HigherPanel series={above} link={link} />}
      <Readings rows={chosen.flatMap((one, index) => (one.on ? [{ name: chosenText(one), found: found[index] }] : []))} at={last?.ts} />
    </>
  );
}

/** The table behind the chart has a column for each line on it. */
function columnsWith(overlays: readonly Overlay[]): readonly Column<Candle>[] {
  return [
    ...CANDLE_COLUMNS,
    ...overlays.map(({ name, points, pane }): Column<Candle> => {
      const values = new Map(points.map((point) => [point.time, point.value]));
      const of = (bar: Candle) => values.get(seconds(bar.ts)) ?? null;
      return { key: name, header: name, numeric: true, value: of, cell: (bar) => { const value = of(bar); return value === null ? NOTHING : pane === 0 ? priceOf(value) : plain(value); } };
    }),
  ];
}

function specOf(series: Series, bars: readonly Candle[], overlays: readonly Overlay[]): CandleSpec {
  return {
    key: series.series,
    label: `Candles of ${series.symbol} ${series.timeframe}, ${String(bars.length)} bars, last close ${price(bars.at(-1)?.close)}`,
    bars: candlesticks(bars),
    overlays,
    format: priceOf,
  };
}
