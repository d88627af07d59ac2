/** Which figures are compared, how they read, and which run is best by each. Pure. */
import type { ComparedRun } from "@/lib/api/types";
import { money, percent, plain } from "@/lib/format";

export interface Figure {
  name: string;
  label: string;
  text: (value: string) => string;
  /** null: more is neither better nor worse. */
  better: "more" | "less" | null;
}

export const FIGURES: readonly Figure[] = [
  { name: "total_return", label: "Net return", text: (value) => percent(value, 1, true), better: "more" },
  { name: "cagr", label: "Growth a year", text: (value) => percent(value, 1, true), better: "more" },
  { name: "sharpe", label: "Sharpe, daily", text: (value) => plain(value), better: "more" },
  { name: "sortino", label: "Sortino", text: (value) => plain(value), better: "more" },
  { name: "calmar", label: "Calmar", text: (value) => plain(value), better: "more" },
  { name: "max_drawdown", label: "Maximum drawdown", text: (value) => percent(value, 1), better: "less" },
  { name: "volatility", label: "Volatility a year", text: (value) => percent(value, 1), better: "less" },
  { name: "win_rate", label: "Win rate", text: (value) => percent(value, 1), better: "more" },
  { name: "profit_factor", label: "Profit factor", text: (value) => plain(value), better: "more" },
  { name: "expectancy", label: "Expectancy of a trade", text: (value) => money(value, true), better: "more" },
  { name: "trades", label: "Trades", text: (value) => plain(value, 0), better: null },
  { name: "exposure", label: "Time in market", text: (value) => percent(value, 0), better: null },
  { name: "fees", label: "Fees", text: (value) => money(value), better: "less" },
  { name: "net_pnl", label: "Net P&L", text: (value) => money(value, true), better: "more" },
];

/** The letter a run goes by in the charts and tables of one comparison. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** Indices of the runs with the best value; none when runs do not differ, or more is no better. */
export function bestOf(runs: readonly Pick<ComparedRun, "metrics">[], { name, better }: Pick<Figure, "name" | "better">): readonly number[] {
  const values = runs.map((run) => (run.metrics[name]?.value ?? null)).map((value) => (value === null ? null : Number(value)));
  const known = values.filter((value) => value !== null);
  if (better === null || known.length < 2 || new Set(known).size < 2) return [];
  const best = better === "more" ? Math.max(...known) : Math.min(...known);
  return values.flatMap((value, index) => (value === best ? [index] : []));
}
