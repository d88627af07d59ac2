/** Whether what happens on paper is still what was tested: the latest trades against a band drawn from the backtest. */
import type { Backtest, Drift } from "@/lib/api/types";
import { asProblem } from "@/lib/api/errors";
import { percent, plain } from "@/lib/format";
import { Card, Skeleton } from "@/ui/basic";
import { Empty, Problem } from "@/ui/states";
import { useDrift } from "../api/queries";

export function DriftCard({ run }: { run: Backtest }) {
  const drift = useDrift(run.run_id);
  const none = drift.isError && asProblem(drift.error).status === 422;
  return (
    <Card title="Still what was tested?" label="Drift">
      {drift.isPending && <Skeleton height={132} />}
      {none && <Empty title="Nothing to compare with">The run has no trades.</Empty>}
      {drift.isError && !none && <Problem error={drift.error} onRetry={() => void drift.refetch()} />}
      {drift.data && <Band drift={drift.data} />}
    </Card>
  );
}

const WORD = { within: { word: "Within the band", tone: "up" }, below: { word: "Below the band", tone: "down" }, above: { word: "Above the band", tone: "warn" } } as const;

function Band({ drift }: { drift: Drift }) {
  const [low, high] = [Number(drift.low), Number(drift.high)];
  const result = drift.result === null ? null : Number(drift.result);
  const ends = [low, high, ...(result === null ? [] : [result])];
  const pad = (Math.max(...ends) - Math.min(...ends) || 0.01) * 0.15;
  const [from, to] = [Math.min(...ends) - pad, Math.max(...ends) + pad];
  const place = (value: number) => `${String(((value - from) / (to - from)) * 100)}%`;
  const said = drift.place === null ? null : WORD[drift.place];
  return (
    <div className="stack">
      <div className="row">
        <strong className={said?.tone ?? "muted"}>{said?.word ?? `${plain(drift.traded, 0)} of ${plain(drift.trades, 0)} trades on paper`}</strong>
        <span className="grow" />
        {result !== null && <span className="num">{percent(result, 1, true)}</span>}
      </div>
      <div className="drift-band" role="img" aria-label={`Nine of ten draws of ${String(drift.trades)} trades of the backtest end between ${percent(low, 1, true)} and ${percent(high, 1, true)}${result === null ? "" : `; those on paper came to ${percent(result, 1, true)}`}`}>
        <i className="band" style={{ left: place(low), width: `${String(((high - low) / (to - from)) * 100)}%` }} />
        {result !== null && <i className={`at ${said?.tone ?? ""}`} style={{ left: place(result) }} />}
      </div>
      <div className="drift-ends small muted" aria-hidden="true"><span style={{ left: place(low) }}>{percent(low, 1, true)}</span><span style={{ left: place(high) }}>{percent(high, 1, true)}</span></div>
      <p className="muted small">
        {drift.place === null
          ? `Once ${plain(drift.trades, 0)} round trips are closed on paper, they are held against the band in which nine of ten draws of as many backtest trades end.`
          : drift.place === "within" ? "The latest trades came to what as many trades of the backtest come to." : "The latest trades came to something else than the backtest's. Review the promotion: the market may have changed."}
      </p>
    </div>
  );
}
