/** Shares and sums for display, from decimal strings; nothing here decides anything. */
import type { Algorithm, FloorSync, Pnl, Position } from "@/lib/api/types";

/** The quote currency of what is traded, "" when mixed or unknown. */
export function currencyOf(floor: FloorSync | undefined): string {
  const quotes = new Set(floor?.algorithms.map((one) => one.symbol.split("/")[1] ?? ""));
  return quotes.size === 1 ? (Array.from(quotes)[0] ?? "") : "";
}

const NO_PNL: Omit<Pnl, "mode"> = {
  capital: "0",
  equity: "0",
  cash: "0",
  realised: "0",
  unrealised: "0",
  fees: "0",
  today: "0",
  total: "0",
  trades: 0,
};

/** The sums of a mode; the server's first choice when that mode has none. */
export function pnlOf(floor: FloorSync, mode: string | null): Pnl {
  return floor.pnl_by_mode.find((one) => one.mode === mode) ?? floor.pnl ?? { ...NO_PNL, mode: "paper" };
}

/** Gain as a fraction of what it was made on; null when that was nothing. */
export function shareOf(gain: string, base: number): number | null {
  return base > 0 ? Number(gain) / base : null;
}

export const todayFraction = (pnl: Pnl): number | null => shareOf(pnl.today, Number(pnl.equity) - Number(pnl.today));

export const notional = (position: Position): number => Number(position.quantity) * Number(position.mark ?? position.average_entry ?? 0);

export const alive = (algorithm: Algorithm): boolean => algorithm.status !== "STOPPED";
