/** What a collector's runs of a week came to, by half days. */
import type { CollectorFigures } from "@/lib/api/types";
import { percent, plain, shortStamp } from "@/lib/format";
import { Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import type { ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useFigures } from "../api/queries";

type Bucket = CollectorFigures["buckets"][number];

const whole = (value: number) => plain(value, 0);

const COLUMNS: readonly Column<Bucket>[] = [
  { key: "start", header: "Half day from", value: (row) => row.start, cell: (row) => shortStamp(row.start) },
  { key: "runs", header: "Runs", numeric: true, value: (row) => row.runs, cell: (row) => whole(row.runs) },
  { key: "failed", header: "Failed", numeric: true, value: (row) => row.failed, cell: (row) => <span className={row.failed ? "down" : ""}>{whole(row.failed)}</span> },
  { key: "seen", header: "Records", numeric: true, value: (row) => row.seen, cell: (row) => whole(row.seen) },
  { key: "new", header: "New", numeric: true, value: (row) => row.new, cell: (row) => whole(row.new) },
  { key: "latency", header: "Mean time", numeric: true, value: (row) => row.latency_ms, cell: (row) => (row.latency_ms === null ? "–" : `${whole(row.latency_ms)} ms`) },
];

export function FiguresPanel({ id }: { id: string }) {
  const query = useFigures(id);
  const told = query.data;
  const instead = query.isError ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : !told ? <Skeleton height={220} /> : told.runs === 0 ? <Empty title="No runs in the last week">Run it once, or turn it on.</Empty> : undefined;
  return (
    <ChartPanel
      title="Runs of the last 7 days"
      label="Runs of the last 7 days"
      spec={told ? specOf(told) : null}
      height={220}
      table={() => <DataTable caption="Runs by half days" columns={COLUMNS} rows={told?.buckets ?? []} rowKey={(row) => row.start} csvName={`collector-${id}`} />}
      foot={told && told.runs > 0 && <Sums told={told} />}
      instead={instead}
    />
  );
}

function Sums({ told }: { told: CollectorFigures }) {
  return (
    <dl className="collector-sums">
      <div><dt>Runs</dt><dd>{whole(told.runs)}</dd></div>
      <div><dt>Succeeded</dt><dd>{percent(told.success_fraction, 1)}</dd></div>
      <div><dt>Records</dt><dd>{whole(told.seen)}</dd></div>
      <div><dt>New</dt><dd>{whole(told.new)}</dd></div>
      <div><dt>Left out</dt><dd>{whole(told.rejected)}</dd></div>
      <div><dt>A run, mean</dt><dd>{plain(told.mean_records, 1)} records in {plain(told.mean_latency_ms, 0)} ms</dd></div>
    </dl>
  );
}

function specOf(told: CollectorFigures): ChartSpec {
  const at = (bucket: Bucket) => Date.parse(bucket.start) / 1000;
  return {
    label: `Records and failed runs by half days: ${whole(told.seen)} records of ${whole(told.runs)} runs, ${whole(told.failed)} failed`,
    format: whole,
    lines: [
      { name: "Records", ink: "gold", filled: true, step: 1, points: told.buckets.map((one) => ({ time: at(one), value: one.seen })) },
      { name: "Failed runs", ink: "down", pane: 1, step: 1, points: told.buckets.map((one) => ({ time: at(one), value: one.failed })) },
    ],
  };
}
