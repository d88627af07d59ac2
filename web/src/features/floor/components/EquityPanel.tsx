/** Equity over time, with its table. */
import { useMemo, useState } from "react";
import type { EquityPoint, Order } from "@/lib/api/types";
import { compact, forDrawing, money, percent, signOf, stamp } from "@/lib/format";
import { Segmented, Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import { nearest, uniqueTimes, type ChartSpec, type Marker, type Point } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useEquity, useOrders, type EquityRange } from "../api/queries";

const RANGES: readonly { value: EquityRange; text: string }[] = [
  { value: "day", text: "Day" },
  { value: "week", text: "Week" },
  { value: "month", text: "Month" },
  { value: "all", text: "All" },
];
const HEIGHT = 300;

const COLUMNS: readonly Column<EquityPoint>[] = [
  { key: "at", header: "Time", cell: (point) => stamp(point.at), value: (point) => point.at },
  { key: "equity", header: "Equity", numeric: true, cell: (point) => money(point.equity), value: (point) => point.equity },
];

export function EquityPanel({ currency }: { currency: string }) {
  const [range, setRange] = useState<EquityRange>("week");
  const equity = useEquity(range);
  const curve = equity.data;
  const points = curve?.points;
  const orders = useOrders().data;
  const spec = useMemo(() => {
    const filled = orders?.pages.flatMap((page) => page.items).filter((order) => order.state === "FILLED") ?? [];
    return points && points.length > 1 ? equitySpec(points, filled, range, currency) : null;
  }, [points, orders, range, currency]);
  return (
    <ChartPanel
      title={<>Equity {curve?.mode && <span className="muted">{curve.mode === "simulation" ? "simulated" : curve.mode}</span>}</>}
      label="Equity"
      spec={spec}
      height={HEIGHT}
      controls={<Segmented label="Range" options={RANGES} value={range} onChange={setRange} />}
      table={() => <DataTable caption="Equity over time" columns={COLUMNS} rows={points ?? []} rowKey={(point) => point.at} csvName={`equity-${range}`} />}
      instead={instead()}
    />
  );

  function instead() {
    if (points && points.length > 1) return undefined;
    return (
      <div style={{ minHeight: HEIGHT }}>
        {equity.isPending && <Skeleton height={HEIGHT} />}
        {equity.isError && <Problem error={equity.error} onRetry={() => void equity.refetch()} />}
        {points && <Empty title="No equity yet">It is drawn from the second bar that closes after an algorithm is deployed.</Empty>}
      </div>
    );
  }
}

function equitySpec(points: readonly EquityPoint[], filled: readonly Order[], range: string, currency: string): ChartSpec {
  const drawn = uniqueTimes(points.map((point) => ({ time: Math.floor(Date.parse(point.at) / 1000), value: forDrawing(point.equity) })));
  const first = points[0]?.equity;
  const last = points[points.length - 1]?.equity;
  const change = forDrawing(last) - forDrawing(first);
  const trend = change > 0 ? "rising" : change < 0 ? "falling" : "flat";
  return {
    label: `Equity, ${range}, ${trend}, now ${money(last)} ${currency}`,
    format: compact,
    lines: [
      { name: "Equity", ink: signOf(String(change)) === -1 ? "down" : "up", filled: true, step: 0.01, points: drawn, markers: marks(drawn.map((point) => point.time), filled) },
      { name: "Drawdown", ink: "down", filled: true, below: true, pane: 1, points: drawdown(drawn), format: (value) => percent(value, 1) },
    ],
  };
}

/** Fall from the highest point so far in the range, as fractions of 0 and below. */
function drawdown(points: readonly Point[]): Point[] {
  let peak = -Infinity;
  return points.map(({ time, value }) => {
    peak = Math.max(peak, value);
    return { time, value: value / peak - 1 };
  });
}

/** Buys green, sells red, on the curve where they filled. */
function marks(times: readonly number[], filled: readonly Order[]): Marker[] {
  const [first = Infinity] = times;
  return filled
    .map((order) => ({ at: Math.floor(Date.parse(order.closed_at ?? order.occurred_at ?? "") / 1000), ink: order.side === "buy" ? ("up" as const) : ("down" as const) }))
    .filter((fill) => fill.at >= first)
    .map((fill) => ({ time: nearest(times, fill.at), ink: fill.ink }))
    .sort((a, b) => a.time - b.time);
}
