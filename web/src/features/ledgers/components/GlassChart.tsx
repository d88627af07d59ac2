/** Value locked and fees on one time axis, each on its own scale; with the table of both. */
import { useMemo, type ReactNode } from "react";
import type { Glass, GlassPoint } from "@/lib/api/types";
import { compact, day, decimal, forDrawing } from "@/lib/format";
import { Segmented } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import { runs, type ChartLine, type ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import type { GlassRange, useGlass } from "../api/queries";
import { usd } from "../api/figures";
import { instead, LedgerTitle, Marks, NothingYet, ReadFailed } from "./parts";

const RANGES: readonly { value: GlassRange; text: string }[] = [
  { value: "7", text: "7 d" },
  { value: "30", text: "30 d" },
  { value: "90", text: "90 d" },
  { value: "365", text: "1 y" },
];

const whole = (amount: string | null): string => decimal(amount, { places: 0 });

const COLUMNS: readonly Column<GlassPoint>[] = [
  { key: "day", header: "Day", cell: (point) => day(point.day), value: (point) => point.day },
  { key: "tvl", header: "TVL, USD", numeric: true, cell: (point) => whole(point.tvl_usd), value: (point) => point.tvl_usd },
  { key: "fees", header: "Fees of 24 h, USD", numeric: true, cell: (point) => whole(point.fees_usd), value: (point) => point.fees_usd },
  { key: "missing", header: "Missing", cell: (point) => point.missing.join(", ") || "nothing", value: (point) => point.missing.join(" ") },
];

interface Props {
  query: ReturnType<typeof useGlass>;
  range: GlassRange;
  onRange: (range: GlassRange) => void;
  height: number;
  foot: ReactNode;
  link?: boolean;
}

export function GlassChart({ query, range, onRange, height, foot, link = false }: Props) {
  const glass = query.data;
  const spec = useMemo(() => (glass ? specOf(glass, range) : null), [glass, range]);
  const drawn = glass?.points.some((point) => point.tvl_usd !== null || point.fees_usd !== null) ?? false;
  return (
    <ChartPanel
      title={<LedgerTitle ledger="glass" link={link}>TVL and fees</LedgerTitle>}
      label="Glass"
      spec={spec}
      height={height}
      controls={<><Marks ledger="glass" fresh={glass?.freshness} /><Segmented label="Range" options={RANGES} value={range} onChange={onRange} /></>}
      table={() => <DataTable caption="TVL and fees by day" columns={COLUMNS} rows={[...(glass?.points ?? [])].reverse()} rowKey={(point) => point.day} csvName={`glass-${range}d`} />}
      foot={<>{foot}<ReadFailed query={query} /></>}
      instead={instead(query, height, drawn ? false : <NothingYet what="value locked" source="DeFiLlama" />)}
    />
  );
}

const seconds = (when: string): number => Date.parse(when) / 1000;

function specOf(glass: Glass, range: GlassRange): ChartSpec {
  const tvl = pieces(glass, "TVL (left, logarithmic)", (point) => point.tvl_usd, { ink: "glass", left: true, thick: true, step: 1 });
  const fees = pieces(glass, "Fees of 24 h (right)", (point) => point.fees_usd, { ink: "human", dashed: true, thick: true, fromZero: true, step: 1 });
  const first = glass.points.find((point) => point.tvl_usd !== null)?.tvl_usd ?? null;
  const change = forDrawing(glass.tvl_usd) - forDrawing(first);
  const trend = change > 0 ? "rising" : change < 0 ? "falling" : "flat";
  return {
    label: `TVL and fees, last ${range} days, TVL ${trend}, now ${usd(glass.tvl_usd)} USD, fees of 30 days ${usd(glass.fees_30d_usd)} USD`,
    format: compact,
    lines: [...tvl, ...fees],
  };
}

/** One line a run of days that have a sum: nothing is drawn over a hole. */
function pieces(glass: Glass, name: string, of: (point: GlassPoint) => string | null, style: Omit<ChartLine, "name">): ChartLine[] {
  const all = glass.points.map((point) => ({ time: seconds(point.day), value: of(point) === null ? null : forDrawing(of(point)) }));
  const top = Math.max(0, ...all.map((point) => point.value ?? 0));
  return runs(all).map((points, index) => ({ ...style, name, points, axisTop: top, hidden: index > 0 }));
}
