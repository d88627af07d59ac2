/** What runs had to say, and the newest of what they brought. */
import type { LogLine, Sample } from "@/lib/api/types";
import { stamp } from "@/lib/format";
import { Button, Card, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useLogs, useSamples } from "../api/queries";

const LEVEL: Record<LogLine["level"], string> = { error: "down", warning: "warn", info: "muted" };

const LINES: readonly Column<LogLine & { key: string }>[] = [
  { key: "at", header: "When", value: (row) => row.at, cell: (row) => stamp(row.at) },
  { key: "level", header: "Kind", value: (row) => row.level, cell: (row) => <span className={LEVEL[row.level]}>{row.level}</span> },
  { key: "text", header: "What", value: (row) => row.text, cell: (row) => row.text },
];

export function LogsCard({ id }: { id: string }) {
  const query = useLogs(id);
  const rows = query.data?.pages.flatMap((page) => page.items).map((line, number) => ({ ...line, key: `${line.run_id} ${String(number)}` }));
  return (
    <Card title="Log">
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!rows && !query.isError && <Skeleton height={120} />}
      {rows?.length === 0 && <Empty title="Nothing yet">Each run leaves a line here: how it ended, its error, rows that were left out.</Empty>}
      {rows && rows.length > 0 && <DataTable caption="Log" columns={LINES} rows={rows} rowKey={(row) => row.key} csvName={`collector-log-${id}`} />}
      {query.hasNextPage && <Button busy={query.isFetchingNextPage && "Reading…"} onClick={() => void query.fetchNextPage()}>Older lines</Button>}
    </Card>
  );
}

const SAMPLES: readonly Column<Sample>[] = [
  { key: "event", header: "Happened", value: (row) => row.event_time, cell: (row) => stamp(row.event_time) },
  { key: "known", header: "Known", value: (row) => row.known_at, cell: (row) => stamp(row.known_at) },
  { key: "kind", header: "Kind", value: (row) => row.kind, cell: (row) => <>{row.kind}{row.synthetic && <small className="warn">made up</small>}</> },
  { key: "assets", header: "Assets", value: (row) => row.assets.join(" "), cell: (row) => row.assets.join(" ") || "–" },
  { key: "text", header: "Says", value: (row) => row.text, cell: (row) => (row.url && /^https?:/.test(row.url) ? <a href={row.url} rel="noreferrer noopener" target="_blank">{row.text}</a> : row.text) },
];

export function SamplesCard({ id }: { id: string }) {
  const query = useSamples(id);
  const rows = query.data?.items;
  return (
    <Card title="Newest records">
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!rows && !query.isError && <Skeleton height={120} />}
      {rows?.length === 0 && <Empty title="No records yet">The ten newest stand here after a run.</Empty>}
      {rows && rows.length > 0 && <DataTable caption="Newest records" columns={SAMPLES} rows={rows} rowKey={(row) => `${row.record_id} ${row.known_at}`} />}
    </Card>
  );
}
