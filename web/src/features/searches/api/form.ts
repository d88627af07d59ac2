/** The form of a search and the requests it makes. Pure. */
import type { Method, Objective, OptimisationRequest, Spec, WalkforwardRequest } from "@/lib/api/types";

export interface RangeRow {
  name: string;
  /** Searched over; else held at `value`. */
  on: boolean;
  value: string;
  low: string;
  high: string;
  step: string;
}

export interface SearchForm {
  series: string;
  start: string;
  end: string;
  method: Method;
  samples: string;
  seed: string;
  objective: Objective;
  minimumTrades: string;
  capital: string;
  holdout: string;
  trainDays: string;
  testDays: string;
  ranges: readonly RangeRow[];
}

export function formOf(spec: Spec): SearchForm {
  return {
    series: `${spec.venue}:${spec.symbol}:${spec.timeframe}`,
    start: "",
    end: "",
    method: "grid",
    samples: "200",
    seed: "1",
    objective: "sharpe",
    minimumTrades: "10",
    capital: "10000",
    holdout: "0.3",
    trainDays: "90",
    testDays: "30",
    ranges: Object.entries(spec.params).map(([name, param]) => ({
      name,
      on: param.search !== null && param.search !== undefined,
      value: param.default,
      low: param.search?.low ?? param.default,
      high: param.search?.high ?? param.default,
      step: param.search?.step ?? "1",
    })),
  };
}

/** How many values a row tries, null while it cannot be read. */
export function countOf({ on, low, high, step }: RangeRow): number | null {
  if (!on) return 1;
  const [from, to, by] = [low, high, step].map((text) => (text.trim() === "" ? NaN : Number(text))) as [number, number, number];
  if (![from, to, by].every(Number.isFinite) || by <= 0 || to < from) return null;
  return Math.floor((to - from) / by + 1e-9) + 1;
}

/** Sets of the whole grid, before constraints take some out; null while a row cannot be read. */
export function combinations(ranges: readonly RangeRow[]): number | null {
  return ranges.map(countOf).reduce<number | null>((product, count) => (product === null || count === null ? null : product * count), 1);
}

/** What both kinds of search are told. */
function common(form: SearchForm, strategyId: string, version: number) {
  const sampled = form.method !== "grid";
  const searched = form.ranges.filter((row) => row.on);
  const held = form.ranges.filter((row) => !row.on);
  return {
    strategy_id: strategyId,
    version,
    series: form.series,
    ...(form.start ? { start: `${form.start}T00:00:00Z` } : {}),
    ...(form.end ? { end: `${form.end}T00:00:00Z` } : {}),
    method: form.method,
    ...(sampled ? { samples: Number(form.samples) } : {}),
    seed: Number(form.seed),
    objective: form.objective,
    minimum_trades: Number(form.minimumTrades),
    initial_capital: form.capital.trim(),
    ranges: Object.fromEntries(searched.map(({ name, low, high, step }) => [name, { low: low.trim(), high: high.trim(), step: step.trim() }])),
    fixed: Object.fromEntries(held.map(({ name, value }) => [name, value.trim()])),
  };
}

export const optimisationOf = (form: SearchForm, strategyId: string, version: number): OptimisationRequest => ({
  ...common(form, strategyId, version),
  holdout_fraction: form.holdout.trim(),
});

export const walkforwardOf = (form: SearchForm, strategyId: string, version: number): WalkforwardRequest => ({
  ...common(form, strategyId, version),
  train_days: Number(form.trainDays),
  test_days: Number(form.testDays),
});
