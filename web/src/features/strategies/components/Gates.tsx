/** Each gate with its value, its limit and its word; opened, what it asks, what came and what would help. */
import type { Gate } from "@/lib/api/types";
import { NOTHING, percent, plain, words } from "@/lib/format";

const MARK: Record<string, { sign: string; tone: string; word: string }> = {
  pass: { sign: "✓", tone: "up", word: "Pass" },
  fail: { sign: "✕", tone: "down", word: "Fail" },
  not_evaluated: { sign: "•", tone: "warn", word: "Not evaluated" },
};
const UNKNOWN = { sign: "•", tone: "muted", word: "Unknown" };
const TIERS: Record<number, string> = { 1: "Sound", 2: "Enough for paper", 3: "Enough for a review before live money" };
const FRACTIONS = new Set(["max_drawdown", "win_rate", "total_return", "cost_ratio", "paper_drawdown", "parameter_stability", "overfitting"]);
const COUNTS = new Set(["trades", "look_ahead", "regimes", "paper_trades", "paper_days", "unexplained_differences"]);
const NAMES: Record<string, string> = {
  look_ahead: "Signals changed by the future",
  sharpe: "Sharpe, daily",
  max_drawdown: "Maximum drawdown",
  total_return: "Net return",
  trades: "Trades out of sample",
  trade_p_value: "Chance of such trades without an edge",
  walk_forward: "Sharpe kept in walk-forward",
  parameter_stability: "Stable parameters",
  deflated_sharpe: "Deflated Sharpe",
  overfitting: "Probability of overfitting",
  regimes: "Market regimes traded in",
};

export const gateName = (name: string): string => NAMES[name] ?? words(name);

export function Gates({ gates }: { gates: readonly Gate[] }) {
  const tiers = Array.from(new Set(gates.map((gate) => gate.tier))).sort();
  return (
    <div className="stack">
      {tiers.map((tier) => (
        <div key={tier}>
          <h3 className="muted small">{TIERS[tier] ?? `Tier ${String(tier)}`}</h3>
          <ul aria-label={`Gates: ${TIERS[tier] ?? String(tier)}`}>
            {gates.filter((gate) => gate.tier === tier).map((gate) => <Line key={gate.name} gate={gate} />)}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Line({ gate }: { gate: Gate }) {
  const mark = MARK[gate.outcome] ?? UNKNOWN;
  return (
    <li data-outcome={gate.outcome}>
      <details className="gate-words">
        <summary className="gate">
          <span className={`mark ${mark.tone}`} aria-hidden="true">{mark.sign}</span>
          <span>
            {gateName(gate.name)} <span className={`sub ${mark.tone}`}>{mark.word}</span>
          </span>
          <span className="value">{shown(gate.metric, gate.value)}</span>
          <span className="sub limit">{limitText(gate)}</span>
          {gate.outcome === "fail" && <span className="sub word">{gate.helps}{gate.severity === "soft" ? " Soft: a reviewer may excuse it." : " Hard: no exception."}</span>}
        </summary>
        <p>{gate.asks}</p>
        <p>{gate.came}</p>
        {gate.outcome !== "fail" && gate.helps && <p>{gate.helps}</p>}
      </details>
    </li>
  );
}

function shown(metric: string, value: string | null): string {
  if (value === null) return NOTHING;
  if (FRACTIONS.has(metric)) return percent(value, 1);
  return COUNTS.has(metric) ? plain(value, 0) : plain(value);
}

function limitText(gate: Gate): string {
  const limit = shown(gate.metric, gate.limit);
  if (gate.bound === "at_least") return gate.strict ? `over ${limit}` : `${limit} or more`;
  return gate.strict ? `under ${limit}` : `${limit} or less`;
}
