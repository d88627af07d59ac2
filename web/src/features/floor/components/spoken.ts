/** What a screen reader is told about P&L: only a move of over 5 % of its size (REQ-UX-008). */
import { useState } from "react";
import type { Pnl } from "@/lib/api/types";
import { forDrawing, money } from "@/lib/format";

const MOVE_FRACTION = 0.05;

export function useSpokenPnl(pnl: Pnl | undefined, unit: string): string {
  const [said, setSaid] = useState<{ total: number; text: string } | null>(null);
  const total = forDrawing(pnl?.today);
  if (pnl && Number.isFinite(total) && moved(said?.total, total)) {
    const text = said === null ? "" : `Profit and loss today: ${money(pnl.today, true)} ${unit}`;
    setSaid({ total, text });
  }
  return said?.text ?? "";
}

function moved(before: number | undefined, now: number): boolean {
  if (before === undefined) return true;
  return Math.abs(now - before) > MOVE_FRACTION * Math.max(Math.abs(before), 1);
}
