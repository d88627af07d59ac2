/** How far a search is, in sets and pieces, with the time left; or how it ended without a result. */
import { Link } from "react-router";
import type { Optimisation, Walkforward } from "@/lib/api/types";
import { age, percent, plain, words } from "@/lib/format";
import { useNow } from "@/lib/live/context";
import { Button, Card } from "@/ui/basic";
import { Empty, FormProblem } from "@/ui/states";
import { useSteer, type Kind } from "../api/queries";

const PHASE: Record<string, string> = {
  plan: "Reading the bars and cutting the work into pieces",
  search: "Running the sets",
  reduce: "Ranking them and weighing the luck",
};

type Job = Optimisation | Walkforward;

export function Progress({ kind, job }: { kind: Kind; job: Job }) {
  const cancel = useSteer(kind, job.search_id, "cancel");
  const { progress } = job;
  const elapsed = useNow() - Date.parse(job.created_at);
  const done = progress.fraction;
  const left = done > 0.02 ? (elapsed / done) * (1 - done) : null;
  const unit = kind === "walkforward" ? "folds" : "sets";
  return (
    <Card title="Running" actions={<Button busy={cancel.isPending && "Cancelling…"} onClick={() => { cancel.mutate(); }}>Cancel</Button>}>
      <div className="stack-s" data-testid="search-progress" style={{ minHeight: 140 }}>
        <div className="row">
          <strong>{PHASE[progress.phase] ?? words(progress.phase)}</strong>
          <span className="grow" />
          <span className="num">{percent(done, 0)}</span>
        </div>
        <div className="progress" role="progressbar" aria-label="Progress of the search" aria-valuenow={Math.round(done * 100)} aria-valuemin={0} aria-valuemax={100}>
          <i style={{ width: `${String(done * 100)}%` }} />
        </div>
        {progress.shards > 1 && <Shards done={progress.shards_done} all={progress.shards} />}
        <span className="muted small">
          {plain(progress.done, 0)} of {plain(progress.total, 0)} {unit}{progress.shards > 1 ? `, ${plain(progress.shards_done, 0)} of ${plain(progress.shards, 0)} pieces` : ""}. Running for {age(elapsed)}{left !== null && elapsed > 5000 ? `, about ${age(left)} left` : ""}. You may leave this page; the search goes on.
        </span>
        <FormProblem error={cancel.error} />
      </div>
    </Card>
  );
}

const MOST_SHOWN = 200;

/** A square for each piece, filled when it is done. */
function Shards({ done, all }: { done: number; all: number }) {
  const shown = Math.min(all, MOST_SHOWN);
  return (
    <div className="shards" aria-hidden="true">
      {Array.from({ length: shown }, (_, index) => <i key={index} className={index < (done / all) * shown ? "done" : ""} />)}
    </div>
  );
}

export function Ended({ kind, job }: { kind: Kind; job: Job }) {
  const resume = useSteer(kind, job.search_id, "resume");
  const failed = job.state === "FAILED";
  return (
    <Card title={failed ? "The search failed" : "The search was cancelled"}>
      <Empty
        title={job.error ?? words(job.state)}
        action={
          <div className="row">
            {failed && <Button look="primary" busy={resume.isPending && "Resuming…"} onClick={() => { resume.mutate(); }}>Go on from where it stopped</Button>}
            <Link className="btn" to={`/searches/new?strategy=${job.strategy_id}&version=${String(job.version)}`}>New search</Link>
          </div>
        }
      >
        {plain(job.progress.done, 0)} of {plain(job.progress.total, 0)} were done; they are kept.
      </Empty>
      <FormProblem error={resume.error} />
    </Card>
  );
}
