/** All searches and walk-forwards. */
import { Link, useNavigate } from "react-router";
import type { Optimisation, Walkforward } from "@/lib/api/types";
import { percent, plain, stamp, words } from "@/lib/format";
import { isRunning } from "@/lib/reads";
import { Card, GainPercent, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { objectiveName, scoreText, setText } from "../api/figures";
import { useOptimisations, useWalkforwards } from "../api/queries";
import "./searches.css";

type Job = Optimisation | Walkforward;

const common = (path: string): readonly Column<Job>[] => [
  { key: "created", header: "Started", value: (row) => row.created_at, cell: (row) => <Link to={`${path}/${row.search_id}`}>{stamp(row.created_at)}</Link> },
  { key: "strategy", header: "Strategy", value: (row) => row.name, cell: (row) => <>{row.name}<small>version {row.version}</small></> },
  { key: "series", header: "Series", value: (row) => row.series, cell: (row) => row.series.replaceAll(":", " ") },
];
const state: Column<Job> = { key: "state", header: "State", numeric: true, value: (row) => row.state, cell: (row) => <State job={row} /> };

const SEARCHES: readonly Column<Optimisation>[] = [
  ...common("/searches"),
  { key: "sets", header: "Sets", numeric: true, value: (row) => row.rows_total, cell: (row) => plain(row.rows_total || row.progress.total, 0) },
  { key: "best", header: "Best set", value: (row) => row.best?.score, cell: (row) => (row.best ? <>{setText(row.best.params)}<small>{objectiveName(row.objective)} {scoreText(row.objective, row.best.score)}</small></> : "–") },
  { key: "dsr", header: "Deflated Sharpe", numeric: true, value: (row) => row.luck?.deflated_sharpe, cell: (row) => plain(row.luck?.deflated_sharpe) },
  state,
];

const WALKS: readonly Column<Walkforward>[] = [
  ...common("/walkforwards"),
  { key: "windows", header: "Windows", value: (row) => row.train_days, cell: (row) => `${String(row.train_days)} d, then ${String(row.test_days)} d` },
  { key: "return", header: "Out of sample", numeric: true, value: (row) => row.figures["total_return"]?.value, cell: (row) => <GainPercent fraction={row.figures["total_return"]?.value} /> },
  { key: "ratio", header: "Sharpe kept", numeric: true, value: (row) => row.ratio, cell: (row) => plain(row.ratio) },
  state,
];

function State({ job }: { job: Job }) {
  if (isRunning(job)) return <span className="gold">{words(job.state)}, {percent(job.progress.fraction, 0)}</span>;
  return <span className={job.state === "FAILED" ? "down" : job.state === "COMPLETED" ? "up" : "muted"}>{words(job.state)}</span>;
}

export function SearchesPage() {
  return (
    <Page title="Searches">
      <Listed title="Parameter searches" query={useOptimisations()} columns={SEARCHES} path="/searches" empty="A search runs a strategy under many parameter sets and says how much of the best is luck." />
      <Listed title="Walk-forwards" query={useWalkforwards()} columns={WALKS} path="/walkforwards" empty="A walk-forward chooses the parameters again and again and judges each choice on what came next." />
    </Page>
  );
}

interface ListedProps<T extends Job> {
  title: string;
  query: { data?: { items: T[] } | undefined; isError: boolean; error: unknown; refetch: () => unknown };
  columns: readonly Column<T>[];
  path: string;
  empty: string;
}

function Listed<T extends Job>({ title, query, columns, path, empty }: ListedProps<T>) {
  const navigate = useNavigate();
  const rows = query.data?.items;
  const kind = path === "/walkforwards" ? "?kind=walkforward" : "";
  return (
    <Card title={title} actions={<Link className="btn primary" to={`/searches/new${kind}`}>{kind ? "Walk forward" : "New search"}</Link>}>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!rows && !query.isError && <Skeleton height={120} />}
      {rows?.length === 0 && <Empty title="None yet">{empty}</Empty>}
      {rows && rows.length > 0 && <DataTable caption={title} columns={columns} rows={rows} rowKey={(row) => row.search_id} onOpen={(row) => void navigate(`${path}/${row.search_id}`)} csvName={title.toLowerCase().replace(" ", "-")} />}
    </Card>
  );
}
