/** The spec a form's draft says. What cannot be read stays as it was typed, so that the server names what is wrong. */
import type { Spec } from "@/lib/api/types";
import { byMembers, ensembleOf, regimesOf, rulesOf } from "./blend";
import { draftOf, type Draft, type ParamRow, type TargetRow } from "./draft";

const text = (value: string): string | null => (value.trim() === "" ? null : value.trim());
const whole = (value: string): number | null => (/^\d+$/.test(value.trim()) ? Number(value) : (text(value) as number | null));

export function specOf(draft: Draft): Spec {
  return {
    name: draft.name.trim(),
    family: draft.family as Spec["family"],
    venue: draft.venue.trim(),
    symbol: draft.symbol.trim(),
    timeframe: draft.timeframe as Spec["timeframe"],
    description: draft.description.trim(),
    source: draft.source,
    params: named(draft.params, paramOf),
    features: named(draft.features, (row) => row.expression.trim()),
    indicators: named(draft.indicators, (row) => ({ args: row.args.split(",").map((arg) => arg.trim()).filter((arg) => arg !== ""), value: row.value.trim() })),
    constraints: draft.constraints.map((one) => one.trim()).filter((one) => one !== ""),
    long: byMembers(draft.blend) ? null : rulesOf(draft.longEnter, draft.longExit),
    short: byMembers(draft.blend) ? null : rulesOf(draft.shortEnter, draft.shortExit),
    sizing: sizingOf(draft),
    limit_entry: limitOf(draft),
    stop: stopOf(draft),
    targets: draft.targets.map(targetOf),
    time_stop_bars: whole(draft.timeStop),
    max_reentries: whole(draft.maxReentries),
    session: sessionOf(draft),
    ensemble: ensembleOf(draft.blend),
    regimes: regimesOf(draft.blend, draft.params.map((row) => row.name.trim()).filter((name) => name !== "")),
  };
}

/** Two specs that say the same are the same version. */
export const sameSpec = (a: Spec, b: Spec): boolean => JSON.stringify(specOf(draftOf(a))) === JSON.stringify(specOf(draftOf(b)));

function named<Row extends { name: string }, Out>(rows: readonly Row[], read: (row: Row) => Out): Record<string, Out> {
  return Object.fromEntries(rows.filter((row) => text(row.name)).map((row) => [row.name.trim(), read(row)]));
}

function paramOf(row: ParamRow): Spec["params"][string] {
  const searched = [row.low, row.high, row.step].some((value) => text(value) !== null);
  const search = searched ? { low: row.low.trim(), high: row.high.trim(), step: row.step.trim() } : null;
  return { default: row.value.trim(), search };
}

function sizingOf(draft: Draft): Spec["sizing"] {
  const byAtr = draft.sizingKind === "atr";
  return {
    kind: draft.sizingKind,
    fraction: draft.sizingFraction.trim(),
    multiple: byAtr ? draft.sizingMultiple.trim() : null,
    period: byAtr ? whole(draft.sizingPeriod) : null,
  };
}

function limitOf(draft: Draft): Spec["limit_entry"] {
  // A count that cannot be read goes as it was typed, like every other number.
  const valid_bars = whole(draft.limitBars) as number;
  switch (draft.limitKind) {
    case "none":
      return null;
    case "fraction":
      return { kind: "fraction", valid_bars, fraction: draft.limitFraction.trim() };
    case "atr":
      return { kind: "atr", valid_bars, multiple: draft.limitMultiple.trim(), period: whole(draft.limitPeriod) };
    case "price":
      return { kind: "price", valid_bars, price: text(draft.limitPrice), price_short: text(draft.limitPriceShort) };
  }
}

function stopOf(draft: Draft): Spec["stop"] {
  const { trailing } = draft;
  const distance = { multiple: draft.stopMultiple.trim(), period: whole(draft.stopPeriod) };
  switch (draft.stopKind) {
    case "none":
      return null;
    case "fraction":
      return { kind: "fraction", fraction: draft.stopFraction.trim(), trailing };
    case "atr":
      return { kind: "atr", ...distance, trailing };
    case "structure":
      return { kind: "structure", ...distance, trailing: false };
    case "price":
      return { kind: "price", price: text(draft.stopPrice), price_short: text(draft.stopPriceShort), trailing: false };
  }
}

function targetOf(row: TargetRow): Spec["targets"][number] {
  const share = row.share.trim();
  if (row.kind === "price") return { kind: row.kind, price: text(row.price), price_short: text(row.priceShort), share };
  return { kind: row.kind, value: row.value.trim(), period: row.kind === "atr" ? whole(row.period) : null, share };
}

function sessionOf({ session }: Draft): Spec["session"] {
  if (!session.on) return null;
  return { timezone: session.timezone.trim(), start: session.start, end: session.end, days: [...session.days], flat_at: text(session.flatAt) };
}
