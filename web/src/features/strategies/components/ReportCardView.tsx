/** The evidence: curve against buy and hold, drawdown under it, figures, gates, trades, and the way on. */
import { useState } from "react";
import { Link } from "react-router";
import type { Backtest, ReportCard } from "@/lib/api/types";
import { day, plain, sentence, words } from "@/lib/format";
import { Button, Card, Skeleton } from "@/ui/basic";
import { Problem } from "@/ui/states";
import { useCard, useRunTrades } from "../api/queries";
import { tradedText } from "../api/traded";
import { Breakdowns } from "./Breakdowns";
import { CompareButton } from "./CompareButton";
import { CostReport } from "./CostReport";
import { ExceptionNotice } from "./Exception";
import { ExportButton } from "./ExportButton";
import { Evidence } from "./Evidence";
import { Gates } from "./Gates";
import { MarketsTable } from "./MarketsTable";
import { MetricsStrip } from "./MetricsStrip";
import { MonthlyReturns } from "./MonthlyReturns";
import { PromoteDialog } from "./PromoteDialog";
import { RunEquity } from "./RunEquity";
import { RunTrades } from "./RunTrades";
import { TimeframesTable } from "./TimeframesTable";
import { DriftCard } from "./DriftCard";
import { PaperCard } from "./PaperCard";
import { SensitivityCard } from "./SensitivityCard";
import { SizingCard } from "./SizingCard";
import { verdictText, verdictTone } from "./VerdictWord";
import { WalkCard } from "./WalkCard";

export function ReportCardView({ run }: { run: Backtest }) {
  const card = useCard(run.run_id);
  const trades = useRunTrades(run.run_id);
  if (card.isPending) return <><Skeleton height={96} /><div className="two-one"><Skeleton height={420} /><Skeleton height={420} /></div></>;
  if (card.isError) return <Problem error={card.error} onRetry={() => void card.refetch()} />;
  return (
    <>
      <Heading run={run} card={card.data} />
      <MetricsStrip card={card.data} />
      <div className="two-one">
        <div className="stack">
          <RunEquity run={run} heldOutFrom={card.data.holdout_from} foot={dataText(card.data)} trades={trades.data ?? []} />
          <MonthlyReturns returns={card.data.monthly_returns} />
        </div>
        <div className="stack">
          <Card title="Gates">
            <ExceptionNotice card={card.data} />
            <Gates gates={card.data.gates} />
          </Card>
          <CostReport costs={card.data.costs} />
        </div>
      </div>
      {card.data.markets.length > 1 && <MarketsTable card={card.data} />}
      {card.data.timeframes && <TimeframesTable told={card.data.timeframes} />}
      <div className="halves">
        <Breakdowns breakdown={card.data.breakdown} />
        <Evidence card={card.data} />
      </div>
      <div className="halves">
        <WalkCard card={card.data} />
        <SensitivityCard card={card.data} />
      </div>
      <div className="halves">
        <div className="stack">
          <PaperCard runId={run.run_id} />
          <DriftCard run={run} />
        </div>
        <SizingCard run={run} />
      </div>
      <RunTrades run={run} card={card.data} />
    </>
  );
}

const TIER: Record<number, string> = { 1: ": sound", 2: ": paper", 3: ": live review" };

function Heading({ run, card }: { run: Backtest; card: ReportCard }) {
  const [promoting, setPromoting] = useState(false);
  const several = run.symbols.length > 1;
  return (
    <section className="row" aria-label="Verdict">
      <span className={`pill ${verdictTone(card.verdict)}`} data-testid="verdict">{verdictText(card.verdict)}{card.verdict === "REJECT" ? "" : (TIER[card.tier_reached] ?? "")}</span>
      <span className="muted grow" style={{ minWidth: 200 }}>{card.reasons.map(sentence).join("; ")}.</span>
      <Link className="btn" to={`/strategies/${run.strategy_id}`}>Strategy</Link>
      <CompareButton run={run} />
      <ExportButton run={run} />
      {!several && <Button look="primary" onClick={() => { setPromoting(true); }}>Promote</Button>}
      {run.error && <p className="down small" role="alert" style={{ flexBasis: "100%" }}>It did not reach the Floor by itself: {sentence(run.error)}. Promote it again once that is mended.</p>}
      {promoting && <PromoteDialog run={run} card={card} onClose={() => { setPromoting(false); }} />}
    </section>
  );
}

function dataText(card: ReportCard): string {
  const made = card.series.startsWith("simulated:") ? ", simulated prices" : "";
  const period = `${day(card.from)} to ${day(card.to)}, ${plain(card.bars, 0)} bars, judged on those from ${day(card.holdout_from)}`;
  const refusals = Object.entries(card.refusals.counts).map(([reason, count]) => `${String(count)} ${words(reason).toLowerCase()}`);
  return [
    `${tradedText(card)}${made}, ${period}`,
    "Fills at the next open",
    ...(refusals.length > 0 ? [`Refused entries: ${refusals.join(", ")}`] : []),
    ...card.warnings.map(sentence),
    `Result ${card.result_hash.slice(0, 12)}`,
  ].join(". ").concat(".");
}
