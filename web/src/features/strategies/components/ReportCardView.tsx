/** The evidence: curve against buy and hold, drawdown under it, figures, gates, trades, and the way on. */
import { useState } from "react";
import { Link } from "react-router";
import type { Backtest, ReportCard } from "@/lib/api/types";
import { day, plain } from "@/lib/format";
import { Button, Card, Skeleton } from "@/ui/basic";
import { Problem } from "@/ui/states";
import { useCard, useRunTrades } from "../api/queries";
import { Gates } from "./Gates";
import { MetricsStrip } from "./MetricsStrip";
import { PromoteDialog } from "./PromoteDialog";
import { RunEquity } from "./RunEquity";
import { TradesTable } from "./TradesTable";
import { verdictText, verdictTone } from "./VerdictWord";

export function ReportCardView({ run }: { run: Backtest }) {
  const card = useCard(run.run_id, true);
  const trades = useRunTrades(run.run_id, true);
  if (card.isPending) return <><Skeleton height={96} /><div className="two-one"><Skeleton height={420} /><Skeleton height={420} /></div></>;
  if (card.isError) return <Problem error={card.error} onRetry={() => void card.refetch()} />;
  return (
    <>
      <Heading run={run} card={card.data} />
      <MetricsStrip metrics={card.data.metrics} costs={card.data.costs} />
      <div className="two-one">
        <RunEquity run={run} foot={dataText(card.data)} trades={trades.data ?? []} />
        <Card title="Gates"><Gates gates={card.data.gates} /></Card>
      </div>
      <Card title="Trades">
        {trades.isError ? <Problem error={trades.error} onRetry={() => void trades.refetch()} /> : <TradesTable trades={trades.data} />}
      </Card>
    </>
  );
}

function Heading({ run, card }: { run: Backtest; card: ReportCard }) {
  const [promoting, setPromoting] = useState(false);
  return (
    <section className="row" aria-label="Verdict">
      <span className={`pill ${verdictTone(card.verdict)}`} data-testid="verdict">{verdictText(card.verdict)}{card.tier_reached ? `: ${card.tier_reached}` : ""}</span>
      <span className="muted grow" style={{ minWidth: 200 }}>{card.reasons.join(" ")}</span>
      <Link className="btn" to={`/strategies/${run.strategy_id}`}>Strategy</Link>
      <Button look="primary" onClick={() => { setPromoting(true); }}>Promote</Button>
      {promoting && <PromoteDialog run={run} card={card} onClose={() => { setPromoting(false); }} />}
    </section>
  );
}

function dataText({ data, warnings, result_hash: hash }: ReportCard): string {
  const missing = data.missing > 0 ? `, ${plain(data.missing, 0)} missing` : "";
  const made = data.simulated ? ", simulated prices" : "";
  return [`${data.series.replaceAll(":", " ")}, ${day(data.first)} to ${day(data.last)}, ${plain(data.bars, 0)} bars${missing}${made}. Fills at the next open.`, ...warnings, `Result ${hash.slice(0, 12)}.`].join(" ");
}
