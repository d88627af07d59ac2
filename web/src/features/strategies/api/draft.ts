/** A spec as a form edits it: maps become ordered rows whose names can change, blanks are allowed. */
import type { Spec } from "@/lib/api/types";
import { blendOf, type BlendDraft } from "./blend";

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

export interface IndicatorRow {
  id: number;
  name: string;
  /** Names, separated by commas. */
  args: string;
  value: string;
}

export type SizingKind = Spec["sizing"]["kind"];
export type StopKind = "none" | NonNullable<Spec["stop"]>["kind"];
export type LimitKind = "none" | NonNullable<Spec["limit_entry"]>["kind"];
export type TargetKind = Spec["targets"][number]["kind"];

export interface TargetRow {
  id: number;
  kind: TargetKind;
  value: string;
  period: string;
  price: string;
  priceShort: string;
  share: string;
}

export interface SessionDraft {
  on: boolean;
  timezone: string;
  start: string;
  end: string;
  days: readonly number[];
  flatAt: string;
}

export interface Draft {
  name: string;
  family: string;
  venue: string;
  symbol: string;
  timeframe: string;
  description: string;
  source: Spec["source"];
  params: ParamRow[];
  features: FeatureRow[];
  indicators: IndicatorRow[];
  constraints: string[];
  longEnter: string;
  longExit: string;
  shortEnter: string;
  shortExit: string;
  sizingKind: SizingKind;
  sizingFraction: string;
  sizingMultiple: string;
  sizingPeriod: string;
  limitKind: LimitKind;
  limitBars: string;
  limitFraction: string;
  limitMultiple: string;
  limitPeriod: string;
  limitPrice: string;
  limitPriceShort: string;
  stopKind: StopKind;
  stopFraction: string;
  stopMultiple: string;
  stopPeriod: string;
  stopPrice: string;
  stopPriceShort: string;
  trailing: boolean;
  targets: TargetRow[];
  timeStop: string;
  maxReentries: string;
  session: SessionDraft;
  blend: BlendDraft;
}

let rows = 0;
export const rowId = (): number => ++rows;

export const newTarget = (share: string): TargetRow => ({ id: rowId(), kind: "r", value: "2", period: "14", price: "", priceShort: "", share });

export function draftOf(spec: Spec): Draft {
  return {
    name: spec.name,
    family: spec.family ?? "custom",
    venue: spec.venue,
    symbol: spec.symbol,
    timeframe: spec.timeframe,
    description: spec.description ?? "",
    source: spec.source ?? "manual",
    params: Object.entries(spec.params ?? {}).map(([name, param]) => ({
      id: rowId(),
      name,
      value: param.default,
      low: param.search?.low ?? "",
      high: param.search?.high ?? "",
      step: param.search?.step ?? "",
    })),
    features: Object.entries(spec.features ?? {}).map(([name, expression]) => ({ id: rowId(), name, expression })),
    indicators: Object.entries(spec.indicators ?? {}).map(([name, own]) => ({ id: rowId(), name, args: (own.args ?? []).join(", "), value: own.value })),
    constraints: [...(spec.constraints ?? [])],
    longEnter: spec.long?.enter ?? "",
    longExit: spec.long?.exit ?? "",
    shortEnter: spec.short?.enter ?? "",
    shortExit: spec.short?.exit ?? "",
    timeStop: numeral(spec.time_stop_bars, ""),
    maxReentries: numeral(spec.max_reentries, ""),
    blend: blendOf(spec),
    ...sizeOf(spec),
    ...limitOf(spec),
    ...exitsOf(spec),
  };
}

const numeral = (value: number | null | undefined, blank: string): string => (value === null || value === undefined ? blank : String(value));

function sizeOf({ sizing, session }: Spec) {
  return {
    sizingKind: sizing.kind,
    sizingFraction: sizing.fraction,
    sizingMultiple: sizing.multiple ?? "2",
    sizingPeriod: numeral(sizing.period, "14"),
    session: {
      on: session !== null && session !== undefined,
      timezone: session?.timezone ?? "UTC",
      start: session?.start ?? "00:00",
      end: session?.end ?? "00:00",
      days: session?.days ?? [0, 1, 2, 3, 4, 5, 6],
      flatAt: session?.flat_at ?? "",
    },
  };
}

function limitOf({ limit_entry: limit }: Spec) {
  return {
    limitKind: limit?.kind ?? ("none" as const),
    limitBars: numeral(limit?.valid_bars, "3"),
    limitFraction: limit?.fraction ?? "0.005",
    limitMultiple: limit?.multiple ?? "0.5",
    limitPeriod: numeral(limit?.period, "14"),
    limitPrice: limit?.price ?? "",
    limitPriceShort: limit?.price_short ?? "",
  };
}

function exitsOf({ stop, targets }: Spec) {
  return {
    stopKind: stop?.kind ?? ("none" as const),
    stopFraction: stop?.fraction ?? "0.05",
    stopMultiple: stop?.multiple ?? "2",
    stopPeriod: numeral(stop?.period, "14"),
    stopPrice: stop?.price ?? "",
    stopPriceShort: stop?.price_short ?? "",
    trailing: stop?.trailing ?? false,
    targets: (targets ?? []).map((target) => ({
      id: rowId(),
      kind: target.kind,
      value: target.value ?? "2",
      period: numeral(target.period, "14"),
      price: target.price ?? "",
      priceShort: target.price_short ?? "",
      share: target.share ?? "1",
    })),
  };
}
