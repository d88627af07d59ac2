/** How collection does, for everybody: no settings, no errors, nothing to press. */
import type { CollectorsHealth } from "@/lib/api/types";
import { shortStamp } from "@/lib/format";
import { Card, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useHealth } from "../api/queries";
import { HEALTH_TEXT, HEALTH_TONE } from "../api/said";

type Row = CollectorsHealth["items"][number];

const COLUMNS: readonly Column<Row>[] = [
  { key: "name", header: "Collector", value: (row) => row.name, cell: (row) => <>{row.name}<small>{row.ledger}</small></> },
  { key: "health", header: "Health", value: (row) => row.health, cell: (row) => <Pill tone={HEALTH_TONE[row.health]}>{HEALTH_TEXT[row.health]}</Pill> },
  { key: "last", header: "Last success", value: (row) => row.last_success_at, cell: (row) => (row.last_success_at ? shortStamp(row.last_success_at) : "–") },
];

export function HealthCard() {
  const query = useHealth();
  const told = query.data;
  return (
    <Card title="Health" actions={told && <Pill tone={HEALTH_TONE[told.overall]}>Overall: {HEALTH_TEXT[told.overall]}</Pill>}>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!told && !query.isError && <Skeleton height={160} />}
      {told?.items.length === 0 && <Empty title="Nothing is collected">An administrator turns collectors on.</Empty>}
      {told && told.items.length > 0 && <DataTable caption="Health of collectors" columns={COLUMNS} rows={told.items} rowKey={(row) => row.name} />}
    </Card>
  );
}
