/** Equity against buy and hold, drawdown below on the same axis, with the trades marked. */
import { useMemo } from "react";
import type { Backtest, BacktestPoint, Trade } from "@/lib/api/types";
import { day, decimal, forDrawing, money, percent, stamp } from "@/lib/format";
import { Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import type { ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useRunEquity } from "../api/queries";

const HEIGHT = 380;

const COLUMNS: readonly Column<BacktestPoint>[] = [
  { key: "ts", header: "Close of", value: (point) => point.ts, cell: (point) => stamp(point.ts) },
  { key: "equity", header: "Equity", numeric: true, value: (point) => point.equity, cell: (point) => money(point.equity) },
  { key: "benchmark", header: "Buy and hold", numeric: true, value: (point) => point.benchmark, cell: (point) => money(point.benchmark) },
  { key: "drawdown", header: "Drawdown", numeric: true, value: (point) => point.drawdown_fraction, cell: (point) => percent(point.drawdown_fraction, 1) },
];

export function RunEquity({ run, foot, trades }: { run: Backtest; foot: string; trades: readonly Trade[] }) {
  const equity = useRunEquity(run.run_id, true);
  const points = equity.data;
  const spec = useMemo(() => (points && points.length > 1 ? specOf(points, trades) : null), [points, trades]);
  const waiting = equity.isPending ? <Skeleton height={HEIGHT} /> : equity.isError ? <Problem error={equity.error} onRetry={() => void equity.refetch()} /> : <Empty title="No curve">The run has fewer than two closes.</Empty>;
  return (
    <ChartPanel
      title={<>{run.strategy_name} <span className="muted">version {run.version}</span></>}
      label="Equity and drawdown of the run"
      spec={spec}
      height={HEIGHT}
      table={() => <DataTable caption="Equity of the run" columns={COLUMNS} rows={points ?? []} rowKey={(point) => point.ts} csvName={`equity-${run.run_id}`} />}
      instead={spec ? undefined : <div style={{ minHeight: HEIGHT }}>{waiting}</div>}
      foot={<p className="muted small" style={{ marginTop: 10 }}>{foot}</p>}
    />
  );
}

const seconds = (when: string): number => Math.floor(Date.parse(when) / 1000);
const share = (value: number): string => `${decimal((value * 100).toFixed(0), { sign: true })} %`;

function specOf(points: readonly BacktestPoint[], trades: readonly Trade[]): ChartSpec {
  const base = forDrawing(points[0]?.equity);
  const hold = forDrawing(points.find((point) => point.benchmark !== null)?.benchmark);
  const last = points[points.length - 1];
  const drawn = new Set(points.map((point) => seconds(point.ts)));
  const marks = trades.length > 120 ? [] : trades.flatMap((trade) => [
    { time: seconds(trade.entry_ts), ink: "gold" as const },
    { time: seconds(trade.exit_ts), ink: trade.net_pnl.startsWith("-") ? ("down" as const) : ("up" as const) },
  ]);
  return {
    label: `Equity of the run from ${day(points[0]?.ts)} to ${day(last?.ts)}, ending at ${share(forDrawing(last?.equity) / base - 1)}`,
    format: share,
    lines: [
      { name: "Strategy", ink: "gold", filled: true, points: points.map((point) => ({ time: seconds(point.ts), value: forDrawing(point.equity) / base - 1 })), markers: marks.filter((mark) => drawn.has(mark.time)).sort((a, b) => a.time - b.time) },
      { name: "Buy and hold", ink: "muted", dashed: true, points: points.filter((point) => point.benchmark !== null).map((point) => ({ time: seconds(point.ts), value: forDrawing(point.benchmark) / hold - 1 })) },
      { name: "Drawdown", ink: "down", filled: true, below: true, pane: 1, points: points.map((point) => ({ time: seconds(point.ts), value: -Math.abs(forDrawing(point.drawdown_fraction)) })) },
    ],
  };
}
