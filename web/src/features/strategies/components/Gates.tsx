/** Each gate with its value, its limit and its word; colour only repeats the word. */
import type { Gate } from "@/lib/api/types";
import { NOTHING, percent, plain, words } from "@/lib/format";

const MARK: Record<string, { sign: string; tone: string; word: string }> = {
  pass: { sign: "✓", tone: "up", word: "Pass" },
  fail: { sign: "✕", tone: "down", word: "Fail" },
  not_evaluated: { sign: "•", tone: "warn", word: "Not evaluated" },
};
const UNKNOWN = { sign: "•", tone: "muted", word: "Unknown" };
const TIERS: Record<number, string> = { 1: "Sound", 2: "Enough for paper", 3: "Enough for a review before live money" };
const FRACTIONS = new Set(["max_drawdown", "win_rate", "total_return", "cost_ratio", "paper_drawdown"]);
const COUNTS = new Set(["trades", "look_ahead", "regimes", "paper_trades", "unexplained_differences"]);
const NAMES: Record<string, string> = {
  look_ahead: "Signals changed by the future",
  sharpe: "Sharpe, daily",
  max_drawdown: "Maximum drawdown",
  total_return: "Net return",
  trades: "Trades out of sample",
};

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
  const excusable = gate.outcome === "fail" && gate.severity === "soft";
  const note = [gate.reason, excusable ? "a reviewer may excuse it" : null].filter(Boolean).join("; ");
  return (
    <li className="gate" data-outcome={gate.outcome}>
      <span className={`mark ${mark.tone}`} aria-hidden="true">{mark.sign}</span>
      <span>
        {NAMES[gate.name] ?? words(gate.name)} <span className={`sub ${mark.tone}`}>{mark.word}</span>
      </span>
      <span className="value">{shown(gate.metric, gate.value)}</span>
      <span className="sub limit">{limitText(gate)}</span>
      {note && <span className="sub word">{note}</span>}
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
