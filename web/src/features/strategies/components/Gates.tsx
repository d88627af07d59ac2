/** Each gate with its value, its limit and its word; colour only repeats the word. */
import type { Gate } from "@/lib/api/types";
import { words } from "@/lib/format";

const MARK = { pass: { sign: "✓", tone: "up", word: "Pass" }, fail: { sign: "✕", tone: "down", word: "Fail" }, not_evaluated: { sign: "•", tone: "warn", word: "Not evaluated" } } as const;

export function Gates({ gates }: { gates: readonly Gate[] }) {
  return (
    <ul aria-label="Gates">
      {gates.map((gate) => {
        const mark = MARK[gate.outcome];
        return (
          <li className="gate" key={gate.tier + gate.name}>
            <span className={`mark ${mark.tone}`} aria-hidden="true">{mark.sign}</span>
            <span>{words(gate.name)}</span>
            <span className="value">{gate.value ?? "–"}</span>
            <span className="sub"><span className={mark.tone}>{mark.word}</span>{gate.reason ? `: ${gate.reason}` : ""}</span>
            <span className="sub right">{gate.comparison} {gate.limit}</span>
          </li>
        );
      })}
    </ul>
  );
}
