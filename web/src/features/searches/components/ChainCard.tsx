/** The out-of-sample equity: what was earned in the test windows one after the other. */
import { useMemo } from "react";
import type { Chain } from "@/lib/api/types";
import { day, forDrawing, money, percent } from "@/lib/format";
import { Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import type { ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useChain } from "../api/queries";

const HEIGHT = 340;
const DAY_S = 86_400;

interface Point {
  time: number;
  equity: string;
  fall: number;
}

const COLUMNS: readonly Column<Point>[] = [
  { key: "day", header: "Day", value: (row) => new Date(row.time * 1000).toISOString(), cell: (row) => day(row.time * 1000) },
  { key: "equity", header: "Equity", numeric: true, value: (row) => row.equity, cell: (row) => money(row.equity) },
  { key: "fall", header: "Drawdown", numeric: true, value: (row) => row.fall, cell: (row) => percent(row.fall, 1) },
];

export function ChainCard({ id }: { id: string }) {
  const chain = useChain(id);
  const points = useMemo(() => (chain.data ? pointsOf(chain.data) : []), [chain.data]);
  const spec = useMemo(() => (points.length > 1 ? specOf(points) : null), [points]);
  const waiting = chain.isPending ? <Skeleton height={HEIGHT} /> : chain.isError ? <Problem error={chain.error} onRetry={() => void chain.refetch()} /> : <Empty title="No curve">No test window was traded.</Empty>;
  return (
    <ChartPanel
      title="Equity out of sample"
      label="Equity out of sample"
      spec={spec}
      height={HEIGHT}
      table={() => <DataTable caption="Equity out of sample" columns={COLUMNS} rows={points} rowKey={(row) => String(row.time)} csvName={`walkforward-${id}`} />}
      instead={spec ? undefined : <div style={{ minHeight: HEIGHT }}>{waiting}</div>}
      foot={<p className="muted small">The test windows one after the other, each with the set its train window chose. Days without a test are left out.</p>}
    />
  );
}

function pointsOf({ first, equity_daily }: Chain): Point[] {
  if (first === null) return [];
  const start = Math.floor(Date.parse(first) / 1000 / DAY_S) * DAY_S;
  let peak = -Infinity;
  return equity_daily.flatMap((equity, index) => {
    if (equity === null) return [];
    peak = Math.max(peak, Number(equity));
    return [{ time: start + index * DAY_S, equity, fall: 1 - Number(equity) / peak }];
  });
}

function specOf(points: readonly Point[]): ChartSpec {
  const base = forDrawing(points[0]?.equity);
  const growth = (point: Point) => forDrawing(point.equity) / base - 1;
  const last = points.at(-1);
  return {
    label: `Equity out of sample from ${day((points[0]?.time ?? 0) * 1000)} to ${day((last?.time ?? 0) * 1000)}, ending at ${last ? percent(growth(last), 1, true) : ""}`,
    format: (value) => percent(value, 0, true),
    lines: [
      { name: "Out of sample", ink: "gold", filled: true, points: points.map((point) => ({ time: point.time, value: growth(point) })) },
      { name: "Drawdown", ink: "down", filled: true, below: true, pane: 1, points: points.map((point) => ({ time: point.time, value: -point.fall })) },
    ],
  };
}
