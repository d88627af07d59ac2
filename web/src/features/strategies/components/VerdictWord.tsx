import { words } from "@/lib/format";

const TONE: Record<string, string> = { PASS: "up", CONDITIONAL_PASS: "warn", REJECT: "down" };
const WORD: Record<string, string> = { PASS: "Passed", CONDITIONAL_PASS: "Passed with a condition", REJECT: "Rejected" };

export const verdictTone = (verdict: string): string => TONE[verdict] ?? "muted";
export const verdictText = (verdict: string): string => WORD[verdict] ?? words(verdict);

export function VerdictWord({ verdict }: { verdict: string }) {
  return <span className={verdictTone(verdict)}>{verdictText(verdict)}</span>;
}
