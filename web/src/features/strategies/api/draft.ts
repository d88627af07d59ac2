/** A spec as a form edits it: maps become ordered rows whose names can change, blanks are allowed. */
import type { Spec } from "@/lib/api/types";

export interface ParamRow {
  id: number;
  name: string;
  value: string;
  low: string;
  high: string;
  step: string;
}

export interface FeatureRow {
  id: number;
  name: string;
  expression: string;
}

export type StopKind = "none" | "fraction" | "atr" | "price";
export type TargetKind = "none" | "fraction" | "atr" | "r";

export interface Draft {
  name: string;
  family: string;
  venue: string;
  symbol: string;
  timeframe: string;
  description: string;
  params: ParamRow[];
  features: FeatureRow[];
  constraints: string[];
  longEnter: string;
  longExit: string;
  shortEnter: string;
  shortExit: string;
  sizingKind: "fraction" | "risk";
  sizingFraction: string;
  stopKind: StopKind;
  stopFraction: string;
  stopMultiple: string;
  stopPeriod: string;
  stopPrice: string;
  trailing: boolean;
  targetKind: TargetKind;
  targetValue: string;
  targetPeriod: string;
  timeStop: string;
}

let rows = 0;
export const rowId = (): number => ++rows;

export function draftOf(spec: Spec): Draft {
  const { stop, target } = spec;
  return {
    name: spec.name,
    family: spec.family ?? "custom",
    venue: spec.venue,
    symbol: spec.symbol,
    timeframe: spec.timeframe,
    description: spec.description ?? "",
    params: Object.entries(spec.params ?? {}).map(([name, param]) => ({
      id: rowId(),
      name,
      value: param.default,
      low: param.search?.low ?? "",
      high: param.search?.high ?? "",
      step: param.search?.step ?? "",
    })),
    features: Object.entries(spec.features ?? {}).map(([name, expression]) => ({ id: rowId(), name, expression })),
    constraints: [...(spec.constraints ?? [])],
    longEnter: spec.long?.enter ?? "",
    longExit: spec.long?.exit ?? "",
    shortEnter: spec.short?.enter ?? "",
    shortExit: spec.short?.exit ?? "",
    sizingKind: spec.sizing.kind,
    sizingFraction: spec.sizing.fraction,
    stopKind: stop?.kind ?? "none",
    stopFraction: stop?.fraction ?? "0.05",
    stopMultiple: stop?.multiple ?? "2",
    stopPeriod: String(stop?.period ?? 14),
    stopPrice: stop?.price ?? "",
    trailing: stop?.trailing ?? false,
    targetKind: target?.kind ?? "none",
    targetValue: target?.value ?? "2",
    targetPeriod: String(target?.period ?? 14),
    timeStop: spec.time_stop_bars ? String(spec.time_stop_bars) : "",
  };
}

const text = (value: string): string | null => (value.trim() === "" ? null : value.trim());
/** A whole number, or the text as it stands so that the server can say what is wrong with it. */
const whole = (value: string): number | null => (/^\d+$/.test(value.trim()) ? Number(value) : (text(value) as number | null));

function rules(enter: string, exit: string): Spec["long"] {
  return text(enter) === null && text(exit) === null ? null : { enter: enter.trim(), exit: text(exit) };
}

function stopOf(draft: Draft): Spec["stop"] {
  const trailing = draft.trailing;
  switch (draft.stopKind) {
    case "none":
      return null;
    case "fraction":
      return { kind: "fraction", fraction: draft.stopFraction.trim(), trailing };
    case "atr":
      return { kind: "atr", multiple: draft.stopMultiple.trim(), period: whole(draft.stopPeriod), trailing };
    case "price":
      return { kind: "price", price: draft.stopPrice.trim(), trailing: false };
  }
}

function targetOf(draft: Draft): Spec["target"] {
  if (draft.targetKind === "none") return null;
  const period = draft.targetKind === "atr" ? whole(draft.targetPeriod) : null;
  return { kind: draft.targetKind, value: draft.targetValue.trim(), period };
}

function paramOf(row: ParamRow): Spec["params"][string] {
  const searched = [row.low, row.high, row.step].some((value) => text(value) !== null);
  const search = searched ? { low: row.low.trim(), high: row.high.trim(), step: row.step.trim() } : null;
  return { default: row.value.trim(), search };
}

export function specOf(draft: Draft): Spec {
  return {
    name: draft.name.trim(),
    family: draft.family as Spec["family"],
    venue: draft.venue.trim(),
    symbol: draft.symbol.trim(),
    timeframe: draft.timeframe as Spec["timeframe"],
    description: draft.description.trim(),
    params: Object.fromEntries(draft.params.filter((row) => text(row.name)).map((row) => [row.name.trim(), paramOf(row)])),
    features: Object.fromEntries(draft.features.filter((row) => text(row.name)).map((row) => [row.name.trim(), row.expression.trim()])),
    constraints: draft.constraints.map((one) => one.trim()).filter((one) => one !== ""),
    long: rules(draft.longEnter, draft.longExit),
    short: rules(draft.shortEnter, draft.shortExit),
    sizing: { kind: draft.sizingKind, fraction: draft.sizingFraction.trim() },
    stop: stopOf(draft),
    target: targetOf(draft),
    time_stop_bars: whole(draft.timeStop),
  };
}

/** Two specs that say the same are the same version. */
export const sameSpec = (a: Spec, b: Spec): boolean => JSON.stringify(specOf(draftOf(a))) === JSON.stringify(specOf(draftOf(b)));
