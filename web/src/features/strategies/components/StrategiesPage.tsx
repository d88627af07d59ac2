import { Link, useNavigate } from "react-router";
import type { StrategySummary } from "@/lib/api/types";
import { stamp } from "@/lib/format";
import { useStrategies } from "@/lib/reads";
import { Card, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import "./strategies.css";

const COLUMNS: readonly Column<StrategySummary>[] = [
  { key: "name", header: "Strategy", value: (row) => row.name, cell: (row) => <Link to={`/strategies/${row.strategy_id}`}>{row.name}</Link> },
  { key: "version", header: "Version", numeric: true, value: (row) => row.latest_version, cell: (row) => row.latest_version },
  { key: "created", header: "Made", numeric: true, value: (row) => row.created_at, cell: (row) => stamp(row.created_at) },
  { key: "updated", header: "Changed", numeric: true, value: (row) => row.updated_at, cell: (row) => stamp(row.updated_at) },
];

export function StrategiesPage() {
  const strategies = useStrategies();
  const navigate = useNavigate();
  const rows = strategies.data?.items;
  return (
    <Page title="Strategies">
      <Card title="Your strategies" actions={<Link className="btn primary" to="/strategies/new">New strategy</Link>}>
        {strategies.isPending && <Skeleton height={160} />}
        {strategies.isError && <Problem error={strategies.error} onRetry={() => void strategies.refetch()} />}
        {rows?.length === 0 && (
          <Empty title="No strategy yet" action={<Link className="btn primary" to="/strategies/new">Start from a template</Link>}>
            Pick a template, change its rules, and backtest it on stored bars.
          </Empty>
        )}
        {rows && rows.length > 0 && (
          <DataTable caption="Strategies" columns={COLUMNS} rows={rows} rowKey={(row) => row.strategy_id} onOpen={(row) => void navigate(`/strategies/${row.strategy_id}`)} csvName="strategies" />
        )}
      </Card>
    </Page>
  );
}
