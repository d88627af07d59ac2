/** What a missed gate means: excused by a reviewer in writing where it is soft, never where it is hard. */
import type { Gate, ReportCard } from "@/lib/api/types";
import { sentence } from "@/lib/format";
import { gateName } from "./Gates";

const PAPER_TIER = 2;

export function ExceptionNotice({ card }: { card: ReportCard }) {
  const missed = card.gates.filter((gate) => gate.tier <= PAPER_TIER && gate.outcome !== "pass");
  if (missed.length === 0) return null;
  const hard = missed.filter((gate) => gate.severity === "hard");
  const names = (gates: readonly Gate[]) => gates.map((gate) => gateName(gate.name).toLowerCase()).join(", ");
  if (hard.length > 0) return <p className="notice down small">Missed: {names(hard)}. {hard.length === 1 ? "This is a hard gate, it has" : "These are hard gates, they have"} no exception; simulation stays open.</p>;
  const near = card.verdict === "CONDITIONAL_PASS";
  return (
    <p className="notice warn small">
      {near ? "Passed with a condition: one soft gate is missed by a tenth or less" : `Soft ${missed.length === 1 ? "gate" : "gates"} missed`} ({names(missed)}). For paper a reviewer may excuse {missed.length === 1 ? "it" : "them"}, with a written reason.
    </p>
  );
}

/** The gates a reviewer would excuse, or may not, each in words. */
export function MissedGates({ gates }: { gates: readonly Gate[] }) {
  if (gates.length === 0) return <p className="up">Every gate up to paper is passed.</p>;
  return (
    <ul className="missed-gates" aria-label="Missed gates">
      {gates.map((gate) => (
        <li key={`${gate.name} ${String(gate.tier)}`}>
          <div className="row"><strong>{gateName(gate.name)}</strong><span className={gate.severity === "soft" ? "warn small" : "down small"}>{gate.severity === "soft" ? "soft: may be excused" : "hard: no exception"}</span></div>
          <span className="small">{sentence(gate.came)}</span>
          <span className="small muted">{gate.asks}</span>
        </li>
      ))}
    </ul>
  );
}
