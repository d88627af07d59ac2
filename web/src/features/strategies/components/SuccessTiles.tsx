/** Three figures a strategy is after, each with the run it is of: the latest of those that got furthest. */
import { Link } from "react-router";
import type { Backtest } from "@/lib/api/types";
import { NOTHING, percent, plain, shortStamp } from "@/lib/format";

interface Goal {
  name: string;
  title: string;
  asks: string;
  text: (value: string) => string;
  met: (value: number) => boolean;
}

const GOALS: readonly Goal[] = [
  { name: "sharpe", title: "Sharpe, held out", asks: "over 1.50", text: (value) => plain(value), met: (value) => value > 1.5 },
  { name: "max_drawdown", title: "Drawdown, held out", asks: "under 15 %", text: (value) => percent(value, 1), met: (value) => value < 0.15 },
  { name: "win_rate", title: "Win rate, held out", asks: "over 55 %", text: (value) => percent(value, 1), met: (value) => value > 0.55 },
];

export function SuccessTiles({ runs }: { runs: readonly Backtest[] }) {
  const source = furthest(runs);
  if (!source) return null;
  return (
    <section className="tiles" aria-label="Against the goals">
      {GOALS.map((goal) => <Tile key={goal.name} goal={goal} run={source} />)}
    </section>
  );
}

/** Runs come newest first; one run for all three, so that nobody picks the best of each. */
function furthest(runs: readonly Backtest[]): Backtest | undefined {
  const done = runs.filter((run) => run.state === "COMPLETED");
  const most = Math.max(...done.map((run) => run.tier_reached ?? 0));
  return done.find((run) => (run.tier_reached ?? 0) === most);
}

function Tile({ goal, run }: { goal: Goal; run: Backtest }) {
  const value = run.out_of_sample[goal.name] ?? null;
  const met = value !== null && goal.met(Number(value));
  return (
    <div className="tile">
      <span className="muted small">{goal.title}</span>
      <strong>{value === null ? NOTHING : goal.text(value)}</strong>
      <span className={`small ${value === null ? "muted" : met ? "up" : "warn"}`}>{value === null ? `no value; ${goal.asks} is asked` : `${met ? "✓ met" : "✕ missed"}: ${goal.asks}`}</span>
      <Link className="small" to={`/backtests/${run.run_id}`}>{run.name}, version {run.version}, {shortStamp(run.created_at)}</Link>
    </div>
  );
}
