/** The trades of a run on its candles, and as a table; opening a row goes to it on the chart. */
import { useMemo, useRef, useState } from "react";
import type { Backtest, Candle, ReportCard, Trade } from "@/lib/api/types";
import { day, plain } from "@/lib/format";
import { Card, Skeleton } from "@/ui/basic";
import { CandlePanel } from "@/ui/charts/candles/CandlePanel";
import { CANDLE_COLUMNS } from "@/ui/charts/candles/columns";
import { candlesticks, priceOf, seconds, tradeMarks } from "@/ui/charts/candles/fromWire";
import type { CandleSpec, View } from "@/ui/charts/candles/model";
import { DataTable } from "@/ui/DataTable";
import { SelectField } from "@/ui/Field";
import { Empty, Problem } from "@/ui/states";
import { useRunBars } from "../api/bars";
import { useRunTrades } from "../api/queries";
import { marketOf } from "../api/traded";
import { TradesTable } from "./TradesTable";

const HEIGHT = 440;

export function RunTrades({ run, card }: { run: Backtest; card: ReportCard }) {
  const trades = useRunTrades(run.run_id);
  const [focus, setFocus] = useState<Trade | null>(null);
  const [symbol, setSymbol] = useState<string | null>(null);
  const several = card.markets.length > 1;
  const shown = several ? (symbol ?? card.markets[0]?.symbol ?? null) : null;
  const own = useMemo(() => (trades.data ?? []).filter((trade) => shown === null || trade.symbol === shown), [trades.data, shown]);
  const place = useRef<HTMLDivElement>(null);
  const show = (trade: Trade) => {
    setFocus(trade);
    setSymbol(trade.symbol);
    place.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    place.current?.querySelector<HTMLElement>("[role=slider]")?.focus({ preventScroll: true });
  };
  return (
    <>
      <div ref={place} className="stack-s">
        {several && (
          <div style={{ maxWidth: 260 }}>
            <SelectField
              label="Candles of"
              value={shown ?? ""}
              options={card.markets.map((one) => ({ value: one.symbol, text: one.symbol }))}
              onValue={(value) => { setSymbol(value); setFocus(null); }}
            />
          </div>
        )}
        <OnCandles runId={run.run_id} market={marketOf(card, shown)} trades={own} focus={focus} />
      </div>
      <Card title="Trades">
        {trades.isError ? <Problem error={trades.error} onRetry={() => void trades.refetch()} /> : <TradesTable trades={trades.data} onOpen={show} />}
      </Card>
    </>
  );
}

type Market = Pick<ReportCard, "series" | "from" | "to" | "bars">;

function OnCandles({ runId, market: card, trades, focus }: { runId: string; market: Market; trades: readonly Trade[]; focus: Trade | null }) {
  const last = trades.at(-1);
  const moment = focus ?? last;
  const bars = useRunBars(card, moment ? (Date.parse(moment.entry_ts) + Date.parse(moment.exit_ts)) / 2 : null);
  const spec = useMemo(() => (bars.data && bars.data.length > 0 ? specOf(runId, card.series, bars.data, trades) : null), [runId, card.series, bars.data, trades]);
  const view = useMemo<View | null>(() => (focus ? { from: seconds(focus.entry_ts), to: seconds(focus.exit_ts) } : null), [focus]);
  const waiting = bars.isPending ? <Skeleton height={HEIGHT} /> : bars.isError ? <Problem error={bars.error} onRetry={() => void bars.refetch()} /> : <Empty title="No bars">The bars of this run are not stored any more.</Empty>;
  const [first, end] = [bars.data?.[0], bars.data?.at(-1)];
  return (
    <CandlePanel
      title={<>Trades on the candles <span className="muted">{card.series.replaceAll(":", " ")}</span></>}
      label="Trades on the candles"
      spec={spec}
      height={HEIGHT}
      view={view}
      table={() => <DataTable caption="Candles of the run" columns={CANDLE_COLUMNS} rows={bars.data ?? []} rowKey={(bar) => bar.ts} csvName="candles-of-run" />}
      instead={spec ? undefined : <div style={{ minHeight: HEIGHT }}>{waiting}</div>}
      foot={first && end && (
        <p className="muted small">
          Arrows mark entries, dots exits; stop red, target green while the position was open. {(bars.data?.length ?? 0) < card.bars ? `Bars from ${day(first.ts)} to ${day(end.ts)} of ${plain(card.bars, 0)}; open a trade to go to it.` : "Open a trade to go to it."}
        </p>
      )}
    />
  );
}

function specOf(runId: string, series: string, bars: readonly Candle[], all: readonly Trade[]): CandleSpec {
  const [first = "", last = ""] = [bars[0]?.ts, bars.at(-1)?.ts];
  const trades = all.filter((trade) => trade.exit_ts >= first && trade.entry_ts <= last);
  return {
    key: `${runId} ${series} ${bars[0]?.ts ?? ""}`,
    label: `Candles of ${series.replaceAll(":", " ")} with ${String(trades.length)} trades`,
    bars: candlesticks(bars),
    trades: tradeMarks(trades),
    format: priceOf,
  };
}
