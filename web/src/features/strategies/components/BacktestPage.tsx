/** One run: its progress while it works, its report card when it is done. */
import { Link, useParams } from "react-router";
import type { Backtest } from "@/lib/api/types";
import { day, money, percent, plain, words } from "@/lib/format";
import { useNow } from "@/lib/live/context";
import { age } from "@/lib/format";
import { isRunning } from "@/lib/reads";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { useBacktest, useCancelBacktest } from "../api/queries";
import { tradedText } from "../api/traded";
import { ReportCardView } from "./ReportCardView";
import "./strategies.css";

export function BacktestPage() {
  const { runId = "" } = useParams();
  const run = useBacktest(runId);
  return (
    <Page
      title={run.data ? `Backtest of ${run.data.name}` : "Backtest"}
      mode={run.data?.series.startsWith("simulated") ? "Simulated" : null}
      pills={run.data && <Pill>version {run.data.version}</Pill>}
    >
      {run.isPending && <Skeleton height={420} />}
      {run.isError && !run.data && <Problem error={run.error} onRetry={() => void run.refetch()} />}
      {run.data && <State run={run.data} />}
    </Page>
  );
}

function State({ run }: { run: Backtest }) {
  if (isRunning(run)) return <Progress run={run} />;
  if (run.state === "COMPLETED") return <ReportCardView run={run} />;
  return (
    <Card title={run.state === "FAILED" ? "The run failed" : "The run was cancelled"}>
      <Empty title={run.error ?? words(run.state)} action={<Link className="btn" to={`/strategies/${run.strategy_id}`}>Back to the strategy</Link>}>
        Nothing was promoted. Change the spec or the period and run it again.
      </Empty>
    </Card>
  );
}

const PHASE: Record<string, string> = {
  plan: "Reading the bars",
  run: "Trading them, one by one",
  judge: "Measuring what came of it",
  gates: "Asking the gates",
};

function Progress({ run }: { run: Backtest }) {
  const cancel = useCancelBacktest(run.run_id);
  const now = useNow();
  const elapsed = now - Date.parse(run.created_at);
  const done = Number(run.progress_fraction);
  const left = done > 0.02 ? (elapsed / done) * (1 - done) : null;
  return (
    <Card title="Running" actions={<Button busy={cancel.isPending && "Cancelling…"} onClick={() => { cancel.mutate(); }}>Cancel</Button>}>
      <div className="stack-s" data-testid="backtest-progress" style={{ minHeight: 120 }}>
        <div className="row">
          <strong>{PHASE[run.phase] ?? words(run.phase)}</strong>
          <span className="grow" />
          <span className="num">{percent(done, 0)}</span>
        </div>
        <div className="progress" role="progressbar" aria-label="Progress of the run" aria-valuenow={Math.round(done * 100)} aria-valuemin={0} aria-valuemax={100}>
          <i style={{ width: `${String(done * 100)}%` }} />
        </div>
        <span className="muted small">
          {tradedText(run)}. {run.reached ? `At ${day(run.reached.ts)}, ${plain(run.reached.trades, 0)} exits, costs so far ${money(run.reached.costs)}. ` : ""}Running for {age(elapsed)}{left !== null && elapsed > 5000 ? `, about ${age(left)} left` : ""}. You may leave this page; the run goes on.
        </span>
      </div>
    </Card>
  );
}
