/** A side in a word with its arrow, and a strength of 0 to 100 as a bar with its figure. */
import { plain } from "@/lib/format";

const SIDES: Record<string, { tone: string; text: string }> = {
  BUY: { tone: "up", text: "▲ Buy" },
  SELL: { tone: "down", text: "▼ Sell" },
  NEUTRAL: { tone: "muted", text: "• Neutral" },
};

export function SideWord({ side }: { side: string }) {
  const { tone, text } = SIDES[side] ?? { tone: "muted", text: side };
  return <span className={`${tone} nowrap`}>{text}</span>;
}

export function Strength({ value, tone = "gold" }: { value: number; tone?: string }) {
  return (
    <span className="strength">
      <i aria-hidden="true"><b className={tone} style={{ width: `${String(Math.min(100, Math.abs(value)))}%` }} /></i>
      {plain(value, 0)}
    </span>
  );
}
