/** What paper came to and what is still missing before live money: as it stands now, asked again each minute. */
import { Link } from "react-router";
import type { Gate, ReportCard } from "@/lib/api/types";
import { day, NOTHING, percent, plain, sentence, words } from "@/lib/format";
import { Card, Skeleton } from "@/ui/basic";
import { Empty, Problem } from "@/ui/states";
import { useStanding } from "../api/queries";

const HIGHEST = 3;
const NEXT: Record<number, string> = { 0: "Before it is sound", 1: "Before paper", 2: "Before a review for live money" };
const ASKED = ["paper_trades", "paper_days", "paper_drawdown", "unexplained_differences"];

export function PaperCard({ runId }: { runId: string }) {
  const standing = useStanding(runId);
  return (
    <Card title="Paper, and the way to live money" label="Paper">
      {standing.isPending && <Skeleton height={180} />}
      {standing.isError && !standing.data && <Problem error={standing.error} onRetry={() => void standing.refetch()} />}
      {standing.data && <Standing card={standing.data} />}
    </Card>
  );
}

function Standing({ card }: { card: ReportCard }) {
  const { table } = card.paper;
  const gates = card.gates.filter((gate) => ASKED.includes(gate.metric));
  return (
    <div className="stack">
      {table === null ? (
        <Empty title="Not on paper yet">{sentence(card.paper.reason ?? "")}. Promote it to paper; what comes of it is counted here.</Empty>
      ) : (
        <>
          <ul className="paper-gates" aria-label="What is asked of paper">{gates.map((gate) => <Asked key={gate.metric} gate={gate} />)}</ul>
          <ul className="stack-s small muted" aria-label="Accounts on paper">
            {table.accounts.map((one) => (
              <li key={one.algorithm_id}>
                <Link to="/floor">Algorithm {one.algorithm_id.slice(0, 12)}</Link>, {words(one.status).toLowerCase()}: {plain(one.closed_trades, 0)} trades{one.first_ts && one.last_ts ? ` from ${day(one.first_ts)} to ${day(one.last_ts)}` : ", no bar yet"}{one.differences > 0 ? `, ${String(one.differences)} differences found` : ""}.
              </li>
            ))}
          </ul>
        </>
      )}
      <Missing card={card} />
      {card.warnings.filter((text) => text.startsWith("the fall on paper")).map((text) => <p key={text} className="warn small">{sentence(text)}.</p>)}
    </div>
  );
}

function Missing({ card }: { card: ReportCard }) {
  if (card.tier_reached >= HIGHEST || card.missing.length === 0) return <p className="up">Every gate is passed. What is left is a person's review.</p>;
  return (
    <div>
      <h3 className="muted small">{NEXT[card.tier_reached] ?? "What is missing"}</h3>
      <ul className="missing" aria-label="What is missing">{card.missing.map((text) => <li key={text}>{text}</li>)}</ul>
    </div>
  );
}

const SHORT: Record<string, string> = { paper_trades: "Closed trades", paper_days: "Days", paper_drawdown: "Deepest fall", unexplained_differences: "Unexplained differences" };

function Asked({ gate }: { gate: Gate }) {
  const passed = gate.outcome === "pass";
  const counted = gate.bound === "at_least";
  const share = gate.value === null ? 0 : Math.min(1, Number(gate.value) / Math.max(Number(gate.limit), 1e-9));
  return (
    <li>
      <span className={`mark ${passed ? "up" : "warn"}`} aria-hidden="true">{passed ? "✓" : "•"}</span>
      <span>{SHORT[gate.metric]}</span>
      <span className="value">{shown(gate, gate.value)}</span>
      <span className="muted small limit">{limit(gate)}</span>
      {counted && <span className="progress" aria-hidden="true"><i style={{ width: `${String(share * 100)}%` }} /></span>}
      {gate.value === null && gate.reason && <span className="small muted why">{sentence(gate.reason)}</span>}
      <span className="sr-only">{passed ? "Passed" : "Not passed"}</span>
    </li>
  );
}

function shown(gate: Gate, value: string | null): string {
  if (value === null) return NOTHING;
  if (gate.metric === "paper_drawdown") return percent(value, 1);
  return plain(value, gate.metric === "paper_days" ? 1 : 0);
}

const limit = (gate: Gate): string => (gate.bound === "at_least" ? `${shown(gate, gate.limit).replace(".0", "")} or more` : `${shown(gate, gate.limit)} or less`);
