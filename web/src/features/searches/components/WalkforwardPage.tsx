/** One walk-forward: its progress, then its folds, what was chosen, and what that earned out of sample. */
import { Link, useParams } from "react-router";
import type { Stability, WalkforwardDetail } from "@/lib/api/types";
import { percent, plain, words } from "@/lib/format";
import { isRunning } from "@/lib/reads";
import { Card, GainPercent, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/states";
import { useWalkforward } from "../api/queries";
import { ChainCard } from "./ChainCard";
import { FoldsCard } from "./FoldsCard";
import { LuckCard } from "./LuckCard";
import { Ended, Progress } from "./Progress";
import "./searches.css";

export function WalkforwardPage() {
  const { searchId = "" } = useParams();
  const walk = useWalkforward(searchId);
  const { data } = walk;
  return (
    <Page title={data ? `Walk-forward of ${data.name}` : "Walk-forward"} mode={data?.series.startsWith("simulated") ? "Simulated" : null} pills={data && <Pill>version {data.version}</Pill>}>
      {walk.isPending && <><Skeleton height={96} /><div className="two-one"><Skeleton height={420} /><Skeleton height={420} /></div></>}
      {walk.isError && !data && <Problem error={walk.error} onRetry={() => void walk.refetch()} />}
      {data && isRunning(data) && <Progress kind="walkforward" job={data} />}
      {data?.state === "COMPLETED" && <Walked walk={data} />}
      {data && !isRunning(data) && data.state !== "COMPLETED" && <Ended kind="walkforward" job={data} />}
    </Page>
  );
}

function Walked({ walk }: { walk: WalkforwardDetail }) {
  return (
    <>
      <Summary walk={walk} />
      <div className="two-one">
        <ChainCard id={walk.search_id} />
        <div className="stack">
          <StabilityTable walk={walk} />
          {walk.luck && <LuckCard luck={walk.luck} />}
        </div>
      </div>
      <FoldsCard walk={walk} />
    </>
  );
}

const RISK = { low: { tone: "up", text: "low risk of overfitting" }, medium: { tone: "warn", text: "medium risk of overfitting" }, high: { tone: "down", text: "high risk of overfitting" } } as const;

function Summary({ walk }: { walk: WalkforwardDetail }) {
  const figure = (name: string) => walk.figures[name]?.value;
  const risk = walk.risk && walk.folds_counted > 0 ? RISK[walk.risk] : null;
  return (
    <section className="card best" aria-label="Out of sample">
      <div className="stack-s grow">
        <span className="muted small">Out of sample</span>
        <strong className={`best-set ${risk?.tone ?? "muted"}`}>{risk ? words(risk.text) : "Too few trades to tell"}</strong>
        <span className="muted small">
          {walk.series.replaceAll(":", " ")}, {plain(walk.bars, 0)} bars. Trained on {walk.train_days} days, tested on the next {walk.test_days}, moved on by {walk.step_days}; {plain(walk.sets_per_fold, 0)} sets tried in each.{walk.folds_counted === 0 && " No fold has trades enough to count; longer test windows would."}
        </span>
      </div>
      <dl className="figures">
        <div><dt>Return</dt><dd className="lead"><GainPercent fraction={figure("total_return")} places={1} /></dd></div>
        <div><dt>Sharpe</dt><dd>{plain(figure("sharpe"))}</dd></div>
        <div><dt>Drawdown</dt><dd>{percent(figure("max_drawdown"), 1)}</dd></div>
        <div><dt>Sharpe kept</dt><dd>{plain(walk.ratio)}</dd></div>
        <div><dt>Stable parameters</dt><dd>{percent(walk.stable_share, 0)}</dd></div>
      </dl>
      <div className="row">
        <Link className="btn" to={`/strategies/${walk.strategy_id}`}>Strategy</Link>
        <Link className="btn" to={`/searches/new?strategy=${walk.strategy_id}&version=${String(walk.version)}`}>Search parameters</Link>
      </div>
    </section>
  );
}

const COLUMNS: readonly Column<Stability>[] = [
  { key: "name", header: "Parameter", value: (row) => row.name, cell: (row) => <span className="mono">{row.name}</span> },
  { key: "range", header: "Chosen", numeric: true, value: (row) => row.low, cell: (row) => `${row.low} to ${row.high}` },
  { key: "share", header: "Of the span", numeric: true, value: (row) => row.share, cell: (row) => percent(row.share, 0) },
  { key: "stable", header: "Stable", numeric: true, value: (row) => String(row.stable), cell: (row) => <span className={row.stable ? "up" : "down"}>{row.stable ? "stable" : "moves"}</span> },
];

function StabilityTable({ walk }: { walk: WalkforwardDetail }) {
  return (
    <Card title="Chosen parameters">
      <DataTable caption="Chosen parameters" columns={COLUMNS} rows={walk.stability} rowKey={(row) => row.name} />
      <p className="muted small" style={{ marginTop: 8 }}>A parameter is stable when the values chosen over the folds lie within 20 % of the span searched.</p>
    </Card>
  );
}
