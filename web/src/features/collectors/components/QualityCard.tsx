/** How far each ledger can be trusted, and why not further. */
import type { Quality } from "@/lib/api/types";
import { plain, words } from "@/lib/format";
import { Card, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useQuality } from "../api/queries";

type Score = Quality["items"][number];
type Part = "overall" | "completeness" | "timeliness" | "accuracy" | "uptime";

const part = (key: Part, header: string): Column<Score> => ({ key, header, numeric: true, value: (row) => row[key], cell: (row) => plain(row[key]) });

const COLUMNS: readonly Column<Score>[] = [
  { key: "name", header: "Ledger", value: (row) => row.name, cell: (row) => <>{row.kind === "all" ? "All ledgers" : words(row.name)}{row.reasons.slice(0, 3).map((reason) => <small key={reason}>{reason}</small>)}</> },
  part("overall", "Quality"),
  part("completeness", "Complete"),
  part("timeliness", "Timely"),
  part("accuracy", "Accurate"),
  part("uptime", "Uptime"),
  { key: "severity", header: "Limit", value: (row) => row.severity, cell: (row) => (row.severity ? <Pill tone={row.severity === "high" ? "down" : "warn"}>Below, {row.severity}</Pill> : row.kind === "all" ? "Kept" : "–") },
];

export function QualityCard() {
  const query = useQuality();
  const rows = query.data?.items.filter((one) => one.kind !== "collector");
  return (
    <Card title="Quality of the ledgers">
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!rows && !query.isError && <Skeleton height={120} />}
      {rows?.length === 0 && <Empty title="Not looked at yet">Quality is looked at every 15 minutes while a collector is on.</Empty>}
      {rows && rows.length > 0 && <DataTable caption="Quality of the ledgers" columns={COLUMNS} rows={rows} rowKey={(row) => row.name} />}
    </Card>
  );
}
