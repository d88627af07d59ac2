/** All collectors for an admin; how collection does, for everybody else. */
import { Link, useNavigate } from "react-router";
import { asProblem } from "@/lib/api/errors";
import type { Collector, CollectorSource } from "@/lib/api/types";
import { plain, shortStamp } from "@/lib/format";
import { useIsAdmin } from "@/lib/me";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { useCollectors, useCreate, useMove, useSources } from "../api/queries";
import { everyText, HEALTH_TEXT, HEALTH_TONE, STATE_TEXT, STATE_TONE } from "../api/said";
import { HealthCard } from "./HealthCard";
import { QualityCard } from "./QualityCard";
import "./collectors.css";

export function CollectorsPage() {
  const admin = useIsAdmin();
  return (
    <Page title="Collectors">
      {admin === null && <Card title="Collectors"><Skeleton height={160} /></Card>}
      {admin === false && <HealthCard />}
      {admin && <Listed />}
      <QualityCard />
    </Page>
  );
}

const COLUMNS: readonly Column<Collector>[] = [
  { key: "name", header: "Collector", value: (row) => row.name, cell: (row) => <><Link to={`/collectors/${row.collector_id}`}>{row.name}</Link><small>{row.ledger}, {everyText(row.interval_ms)}{row.tier > 1 ? ", paid" : ""}</small></> },
  { key: "state", header: "State", value: (row) => row.state, cell: (row) => <Pill tone={STATE_TONE[row.state]}>{row.running ? "Running" : STATE_TEXT[row.state]}</Pill> },
  { key: "last", header: "Last run", value: (row) => row.last_run_at, cell: (row) => (row.last_run_at ? <>{shortStamp(row.last_run_at)}{row.last_error && <small className="down">{row.last_error}</small>}</> : "–") },
  { key: "rows", header: "Rows", numeric: true, value: (row) => row.last_seen, cell: (row) => (row.last_seen === null ? "–" : <>{plain(row.last_seen, 0)}<small>{plain(row.last_new, 0)} new</small></>) },
  { key: "failures", header: "Failures", numeric: true, value: (row) => row.failures, cell: (row) => <span className={row.failures > 0 ? "down" : ""}>{row.failures}</span> },
  { key: "health", header: "Health", value: (row) => row.health, cell: (row) => (row.state === "ACTIVE" || row.state === "FAILED" ? <Pill tone={HEALTH_TONE[row.health]}>{HEALTH_TEXT[row.health]}</Pill> : "–") },
  { key: "quality", header: "Quality", numeric: true, value: (row) => row.quality?.overall, cell: (row) => (row.quality ? <span className={row.quality.severity ? "down" : ""}>{plain(row.quality.overall)}</span> : "–") },
  { key: "switch", header: "", cell: (row) => <Switch collector={row} /> },
];

function Switch({ collector }: { collector: Collector }) {
  const move = useMove(collector.collector_id);
  const on = collector.state === "ACTIVE";
  return (
    <>
      <Button busy={move.isPending && (on ? "Pausing…" : "Turning on…")} aria-label={`${on ? "Pause" : "Turn on"} ${collector.name}`} onClick={() => { move.mutate(on ? "pause" : "activate"); }}>
        {on ? "Pause" : "Turn on"}
      </Button>
      {move.error && <small role="alert" className="down">{said(move.error)} <Link to={`/collectors/${collector.collector_id}`}>Open settings</Link></small>}
    </>
  );
}

function said(error: unknown): string {
  const problem = asProblem(error);
  return problem.code === "settings" ? `Settings are missing: ${problem.fields.map((one) => one.path.replace("body.settings.", "")).join(", ")}.` : problem.message;
}

function Listed() {
  const navigate = useNavigate();
  const query = useCollectors(true);
  const rows = query.data?.items;
  return (
    <Card title="Collectors" actions={<NewCollector />}>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!rows && !query.isError && <Skeleton height={240} />}
      {rows?.length === 0 && <Empty title="None">Every collector was retired. Set one up from its source.</Empty>}
      {rows && rows.length > 0 && <DataTable caption="Collectors" columns={COLUMNS} rows={rows} rowKey={(row) => row.collector_id} onOpen={(row) => void navigate(`/collectors/${row.collector_id}`)} csvName="collectors" />}
    </Card>
  );
}

function NewCollector() {
  const navigate = useNavigate();
  const sources = useSources(true);
  const create = useCreate();
  const add = (source: string) => {
    create.mutate(source, { onSuccess: (made) => void navigate(`/collectors/${made.collector_id}`) });
  };
  return (
    <span className="row">
      <label className="sr-only" htmlFor="new-collector">Set up another</label>
      <select id="new-collector" className="input new-collector" value="" disabled={!sources.data || create.isPending} onChange={(event) => { if (event.target.value) add(event.target.value); }}>
        <option value="">Set up another…</option>
        {sources.data?.items.map((one: CollectorSource) => <option key={one.source} value={one.source}>{one.title}</option>)}
      </select>
      {create.error && <small role="alert" className="down">{said(create.error)}</small>}
    </span>
  );
}
