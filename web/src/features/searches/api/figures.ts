/** Names and looks of the figures a search goes by, and a spec with a set as its defaults. Pure. */
import type { Objective, Spec } from "@/lib/api/types";
import { percent, plain } from "@/lib/format";

const NAMES: Record<Objective, string> = {
  sharpe: "Sharpe",
  sortino: "Sortino",
  calmar: "Calmar",
  expectancy: "Expectancy",
  total_return: "Net return",
};

export const OBJECTIVES: readonly { value: Objective; text: string }[] = [
  { value: "sharpe", text: "Sharpe, daily" },
  { value: "sortino", text: "Sortino: falls count only" },
  { value: "calmar", text: "Calmar: growth over drawdown" },
  { value: "expectancy", text: "Expectancy of a trade" },
  { value: "total_return", text: "Net return" },
];

export const objectiveName = (objective: Objective): string => NAMES[objective];

export function scoreText(objective: Objective, score: string | number | null | undefined): string {
  return objective === "total_return" ? percent(score, 1, true) : plain(score, objective === "expectancy" ? 4 : 2);
}

/** "fast 10, slow 40". */
export const setText = (params: Readonly<Record<string, string>>): string => Object.entries(params).map(([name, value]) => `${name} ${value}`).join(", ");

export const sameSet = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.entries(a).every(([name, value]) => Number(b[name]) === Number(value));

/** The spec with the set as its defaults; a range that would not hold its default is widened to. */
export function withSet(spec: Spec, set: Readonly<Record<string, string>>): Spec {
  const params = Object.entries(spec.params).map(([name, param]): [string, Spec["params"][string]] => {
    const value = set[name];
    if (value === undefined) return [name, param];
    const search = param.search ? { ...param.search, low: least(param.search.low, value), high: most(param.search.high, value) } : param.search;
    return [name, { ...param, default: value, search }];
  });
  return { ...spec, params: Object.fromEntries(params) };
}

const least = (a: string, b: string): string => (Number(b) < Number(a) ? b : a);
const most = (a: string, b: string): string => (Number(b) > Number(a) ? b : a);
