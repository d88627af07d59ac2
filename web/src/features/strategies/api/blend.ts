/** How a spec decides: by one set of rules, by members that vote, or by the regime. As a form edits it, and back. */
import type { Spec } from "@/lib/api/types";

export type Blending = "rules" | "ensemble" | "params" | "specialists";
type Ensemble = NonNullable<Spec["ensemble"]>;
type Regimes = NonNullable<Spec["regimes"]>;
type Member = Ensemble["members"][number];
export type Weighting = NonNullable<Ensemble["weighting"]>;
export type Regime = "trend_up" | "trend_down" | "range" | "high_volatility";

export const REGIMES: readonly { name: Regime; text: string }[] = [
  { name: "trend_up", text: "Trend up" },
  { name: "trend_down", text: "Trend down" },
  { name: "range", text: "Range" },
  { name: "high_volatility", text: "High volatility" },
];

export interface MemberRow {
  id: number;
  name: string;
  weight: string;
  strength: string;
  longEnter: string;
  longExit: string;
  shortEnter: string;
  shortExit: string;
}

/** Blank where a regime has the strategy's own value, or nobody trades in it. */
export interface BlendDraft {
  kind: Blending;
  members: MemberRow[];
  weighting: Weighting;
  threshold: string;
  window: string;
  holdBars: string;
  params: Record<Regime, Record<string, string>>;
  specialists: Record<Regime, string>;
}

let rows = 0;

export const newMember = (change: Partial<MemberRow> = {}): MemberRow => ({
  id: ++rows, name: "", weight: "1", strength: "", longEnter: "", longExit: "", shortEnter: "", shortExit: "", ...change,
});

const forEach = <Value>(value: (regime: Regime) => Value): Record<Regime, Value> =>
  Object.fromEntries(REGIMES.map(({ name }) => [name, value(name)])) as Record<Regime, Value>;

export function blendOf({ ensemble, regimes }: Spec): BlendDraft {
  const members = ensemble?.members ?? regimes?.members ?? [];
  return {
    kind: kindOf(ensemble, regimes),
    members: members.map(rowOf),
    weighting: ensemble?.weighting ?? "equal",
    threshold: ensemble?.threshold ?? "0.5",
    window: String(ensemble?.window ?? 100),
    holdBars: String(regimes?.hold_bars ?? 3),
    params: forEach((name) => ({ ...regimes?.params?.[name] })),
    specialists: forEach((name) => regimes?.specialists?.[name] ?? ""),
  };
}

function kindOf(ensemble: Spec["ensemble"], regimes: Spec["regimes"]): Blending {
  if (ensemble) return "ensemble";
  if (!regimes) return "rules";
  return Object.keys(regimes.specialists ?? {}).length > 0 || (regimes.members ?? []).length > 0 ? "specialists" : "params";
}

function rowOf(member: Member): MemberRow {
  return newMember({
    name: member.name,
    weight: member.weight ?? "1",
    strength: member.strength ?? "",
    longEnter: member.long?.enter ?? "",
    longExit: member.long?.exit ?? "",
    shortEnter: member.short?.enter ?? "",
    shortExit: member.short?.exit ?? "",
  });
}

const text = (value: string): string | null => (value.trim() === "" ? null : value.trim());
/** What is no whole number stays as it was typed, so that the server names what is wrong. */
const whole = (value: string): number => (/^\d+$/.test(value.trim()) ? Number(value) : (value.trim() as unknown as number));

export const rulesOf = (enter: string, exit: string): Spec["long"] =>
  text(enter) === null && text(exit) === null ? null : { enter: enter.trim(), exit: text(exit) };

function memberOf(row: MemberRow): Member {
  return { name: row.name.trim(), weight: row.weight.trim(), strength: text(row.strength), long: rulesOf(row.longEnter, row.longExit), short: rulesOf(row.shortEnter, row.shortExit) };
}

/** Whether the members decide, so that the strategy has no rules of its own. */
export const byMembers = ({ kind }: BlendDraft): boolean => kind === "ensemble" || kind === "specialists";

export function ensembleOf(blend: BlendDraft): Spec["ensemble"] {
  if (blend.kind !== "ensemble") return null;
  return { members: blend.members.map(memberOf), threshold: blend.threshold.trim(), weighting: blend.weighting, window: whole(blend.window) };
}

export function regimesOf(blend: BlendDraft, params: readonly string[]): Spec["regimes"] {
  const hold_bars = whole(blend.holdBars);
  if (blend.kind === "params") return { params: setsOf(blend, params), specialists: {}, members: [], hold_bars };
  if (blend.kind !== "specialists") return null;
  const specialists = Object.fromEntries(REGIMES.flatMap(({ name }) => (text(blend.specialists[name]) ? [[name, blend.specialists[name].trim()]] : [])));
  return { params: {}, specialists, members: blend.members.map(memberOf), hold_bars };
}

/** Only regimes that change something; a parameter that is gone is gone here too. */
function setsOf(blend: BlendDraft, params: readonly string[]): NonNullable<Regimes["params"]> {
  const own = (regime: Regime) => Object.fromEntries(params.flatMap((name) => (text(blend.params[regime][name] ?? "") ? [[name, (blend.params[regime][name] ?? "").trim()]] : [])));
  return Object.fromEntries(REGIMES.map(({ name }) => [name, own(name)] as const).filter(([, set]) => Object.keys(set).length > 0));
}
