/** Equity against buy and hold, drawdown below on the same axis, with the trades marked. */
import { useMemo } from "react";
import type { Backtest, BacktestPoint, Trade } from "@/lib/api/types";
import { day, decimal, money, percent, signOf, stamp } from "@/lib/format";
import { Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import { nearest, type ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useRunEquity } from "../api/queries";

const HEIGHT = 380;

const COLUMNS: readonly Column<BacktestPoint>[] = [
  { key: "ts", header: "Close of", value: (point) => point.ts, cell: (point) => stamp(point.ts) },
  { key: "equity", header: "Equity", numeric: true, value: (point) => point.equity, cell: (point) => money(String(point.equity)) },
  { key: "benchmark", header: "Buy and hold", numeric: true, value: (point) => point.benchmark, cell: (point) => money(String(point.benchmark)) },
  { key: "drawdown", header: "Drawdown", numeric: true, value: (point) => point.drawdown_fraction, cell: (point) => percent(point.drawdown_fraction, 1) },
];

interface RunEquityProps {
  run: Backtest;
  heldOutFrom: string;
  foot: string;
  trades: readonly Trade[];
}

export function RunEquity({ run, heldOutFrom, foot, trades }: RunEquityProps) {
  const equity = useRunEquity(run.run_id);
  const points = equity.data?.items;
  const spec = useMemo(() => (points && points.length > 1 ? specOf(points, trades, heldOutFrom) : null), [points, trades, heldOutFrom]);
  const waiting = equity.isPending ? <Skeleton height={HEIGHT} /> : equity.isError ? <Problem error={equity.error} onRetry={() => void equity.refetch()} /> : <Empty title="No curve">The run has fewer than two closes.</Empty>;
  return (
    <ChartPanel
      title={<>{run.name} <span className="muted">version {run.version}</span></>}
      label="Equity and drawdown of the run"
      spec={spec}
      height={HEIGHT}
      table={() => <DataTable caption="Equity of the run" columns={COLUMNS} rows={points ?? []} rowKey={(point) => point.ts} csvName={`equity-${run.run_id}`} />}
      instead={spec ? undefined : <div style={{ minHeight: HEIGHT }}>{waiting}</div>}
      foot={<p className="muted small">{foot}</p>}
    />
  );
}

const seconds = (when: string): number => Math.floor(Date.parse(when) / 1000);
const share = (value: number): string => `${decimal((value * 100).toFixed(0), { sign: true })} %`;

const MOST_MARKS = 60;

function specOf(points: readonly BacktestPoint[], trades: readonly Trade[], heldOutFrom: string): ChartSpec {
  const first = points[0];
  const last = points[points.length - 1];
  const base = first?.equity ?? NaN;
  const hold = first?.benchmark ?? NaN;
  const times = points.map((point) => seconds(point.ts));
  const exits = trades.length > MOST_MARKS ? [] : trades.map((trade) => ({
    time: nearest(times, seconds(trade.exit_ts)),
    ink: signOf(trade.net_pnl) === -1 ? ("down" as const) : ("up" as const),
  }));
  const split = { time: nearest(times, seconds(heldOutFrom)), ink: "muted" as const, text: "held out from here" };
  const line = (value: (point: BacktestPoint) => number) => points.map((point) => ({ time: seconds(point.ts), value: value(point) }));
  return {
    label: `Equity of the run from ${day(first?.ts)} to ${day(last?.ts)}, ending at ${share((last?.equity ?? NaN) / base - 1)}`,
    format: share,
    lines: [
      { name: "Strategy", ink: "gold", filled: true, points: line((point) => point.equity / base - 1), markers: [...exits, split].sort((a, b) => a.time - b.time) },
      { name: "Buy and hold", ink: "muted", dashed: true, points: line((point) => point.benchmark / hold - 1) },
      { name: "Drawdown", ink: "down", filled: true, below: true, pane: 1, points: line((point) => -Math.abs(point.drawdown_fraction)) },
    ],
  };
}
