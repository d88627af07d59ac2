/** A spec as a form. The server judges it while it is typed; each error stands at the field it is about. */
import { useState, type ReactNode } from "react";
import type { Series, Spec, SpecError } from "@/lib/api/types";
import { Button, Skeleton } from "@/ui/basic";
import { SelectField, TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { draftOf, specOf, type Draft, type StopKind, type TargetKind } from "../api/draft";
import { useSeriesList, useValidation } from "../api/queries";
import { ExpressionField } from "./ExpressionField";
import { Constraints, Features, Params } from "./SpecRows";

export interface Part {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  /** Errors whose path is this one or below it. */
  at: (path: string) => readonly SpecError[];
}

interface EditorProps {
  spec: Spec;
  saveText: string;
  saving: boolean;
  saveError: unknown;
  onSave: (spec: Spec) => void;
  /** Saving makes sense only when something has changed. */
  unchanged?: (spec: Spec) => boolean;
}

export function SpecEditor({ spec, saveText, saving, saveError, onSave, unchanged }: EditorProps) {
  const [draft, setDraft] = useState(() => draftOf(spec));
  const next = specOf(draft);
  const validation = useValidation(next);
  const errors = validation.data?.errors ?? [];
  const part: Part = {
    draft,
    set: (change) => { setDraft((now) => ({ ...now, ...change })); },
    at: (path) => errors.filter((error) => under(plainPath(error.path), path)),
  };
  const same = unchanged?.(next) ?? false;
  const settled = validation.data !== undefined && !validation.isPlaceholderData;
  return (
    <form className="editor" onSubmit={(event) => { event.preventDefault(); onSave(next); }}>
      <Market {...part} />
      <Params {...part} />
      <Features {...part} />
      <Constraints {...part} />
      <RuleFields {...part} />
      <Exits {...part} />
      <Unplaced errors={errors} draft={draft} />
      <FormProblem error={saveError ?? validation.error} />
      <div className="row">
        <Verdict valid={validation.data?.valid} settled={settled} count={errors.length} />
        <span className="grow" />
        <Button look="primary" type="submit" busy={saving && "Saving…"} disabled={!validation.data?.valid || !settled || same}>
          {same ? "Nothing changed" : saveText}
        </Button>
      </div>
    </form>
  );
}

const plainPath = (path: string): string => path.replace(/^(body|spec)\./, "");
const under = (path: string, root: string): boolean => path === root || path.startsWith(`${root}.`);

function Verdict({ valid, settled, count }: { valid: boolean | undefined; settled: boolean; count: number }) {
  if (!settled) return <span className="muted small" role="status">Checking…</span>;
  return valid
    ? <span className="up small" role="status">✓ Valid</span>
    : <span className="down small" role="status">{count} {count === 1 ? "problem" : "problems"}</span>;
}

/** Errors about what has no field of its own. */
function Unplaced({ errors, draft }: { errors: readonly SpecError[]; draft: Draft }) {
  const placed = ["name", "family", "venue", "symbol", "timeframe", "description", "sizing", "stop", "target", "time_stop_bars",
    "constraints", "long", "short", "params", "features"];
  const rest = errors.filter((error) => !placed.some((path) => under(plainPath(error.path), path)) || missing(error, draft));
  if (rest.length === 0) return null;
  return (
    <ul className="down small" role="alert">
      {rest.map((error) => <li key={error.path + error.message}>{error.path ? `${error.path}: ` : ""}{error.message}</li>)}
    </ul>
  );
}

/** An error of a row that is not there any more. */
function missing(error: SpecError, draft: Draft): boolean {
  const [kind, name] = plainPath(error.path).split(".");
  if (kind === "params") return !draft.params.some((row) => row.name === name);
  return kind === "features" && !draft.features.some((row) => row.name === name);
}

function Market({ draft, set, at }: Part) {
  const series = useSeriesList();
  const chosen = `${draft.venue}:${draft.symbol}:${draft.timeframe}`;
  const options = seriesOptions(series.data?.items ?? [], chosen);
  return (
    <fieldset>
      <legend className="sr-only">Market</legend>
      <div className="fields">
        <TextField label="Name" value={draft.name} required maxLength={80} onValue={(name) => { set({ name }); }} problem={at("name")[0]?.message} />
        {series.isPending ? <Skeleton height={56} /> : (
          <SelectField
            label="Market and bars"
            value={chosen}
            options={options}
            problem={[...at("venue"), ...at("symbol"), ...at("timeframe")][0]?.message}
            onValue={(key) => {
              const [venue = "", symbol = "", timeframe = ""] = key.split(":");
              set({ venue, symbol, timeframe });
            }}
          />
        )}
      </div>
      <TextField label="What it does" value={draft.description} maxLength={2000} onValue={(description) => { set({ description }); }} problem={at("description")[0]?.message} />
    </fieldset>
  );
}

export function seriesOptions(all: readonly Series[], chosen?: string): { value: string; text: string }[] {
  const options = all.map((one) => ({ value: one.series, text: `${one.symbol} ${one.timeframe}, ${one.venue}` }));
  const known = chosen === undefined || options.some((option) => option.value === chosen);
  return known ? options : [...options, { value: chosen, text: chosen.replaceAll(":", " ") }];
}

function RuleFields({ draft, set, at }: Part) {
  return (
    <fieldset>
      <legend>Rules</legend>
      <ExpressionField label="Long: enter when" value={draft.longEnter} errors={at("long.enter")} placeholder="fast_ma crosses_above slow_ma" onValue={(longEnter) => { set({ longEnter }); }} />
      <ExpressionField label="Long: exit when" value={draft.longExit} errors={at("long.exit")} onValue={(longExit) => { set({ longExit }); }} />
      <ExpressionField label="Short: enter when (simulation only)" value={draft.shortEnter} errors={at("short.enter")} onValue={(shortEnter) => { set({ shortEnter }); }} />
      <ExpressionField label="Short: exit when" value={draft.shortExit} errors={at("short.exit")} onValue={(shortExit) => { set({ shortExit }); }} />
      {[...at("long"), ...at("short")].filter((error) => /^(long|short)$/.test(plainPath(error.path))).map((error) => (
        <span key={error.message} className="problem down small">{error.message}</span>
      ))}
    </fieldset>
  );
}

const STOPS: readonly { value: StopKind; text: string }[] = [
  { value: "none", text: "No stop" },
  { value: "fraction", text: "Fraction of price" },
  { value: "atr", text: "Multiple of ATR" },
  { value: "price", text: "Price level" },
];
const TARGETS: readonly { value: TargetKind; text: string }[] = [
  { value: "none", text: "No target" },
  { value: "r", text: "Multiple of risk (R)" },
  { value: "fraction", text: "Fraction of price" },
  { value: "atr", text: "Multiple of ATR" },
];
const SIZES = [
  { value: "risk", text: "Risk a fraction of equity" },
  { value: "fraction", text: "Hold a fraction of equity" },
];

function Exits(part: Part) {
  const { draft, set, at } = part;
  return (
    <fieldset>
      <legend>Size, stop and target</legend>
      <div className="fields">
        <SelectField label="Size" value={draft.sizingKind} options={SIZES} onValue={(kind) => { set({ sizingKind: kind as Draft["sizingKind"] }); }} />
        <TextField label="Fraction" inputMode="decimal" value={draft.sizingFraction} hint="0.01 is 1 %" problem={at("sizing")[0]?.message} onValue={(sizingFraction) => { set({ sizingFraction }); }} />
        <TextField label="Leave after bars" inputMode="numeric" value={draft.timeStop} hint="Blank: no limit" problem={at("time_stop_bars")[0]?.message} onValue={(timeStop) => { set({ timeStop }); }} />
      </div>
      <div className="fields">
        <SelectField label="Stop" value={draft.stopKind} options={STOPS} onValue={(kind) => { set({ stopKind: kind as StopKind }); }} />
        <StopFields {...part} />
      </div>
      <div className="fields">
        <SelectField label="Target" value={draft.targetKind} options={TARGETS} onValue={(kind) => { set({ targetKind: kind as TargetKind }); }} />
        {draft.targetKind !== "none" && <TextField label="Value" inputMode="decimal" value={draft.targetValue} problem={at("target")[0]?.message} onValue={(targetValue) => { set({ targetValue }); }} />}
        {draft.targetKind === "atr" && <TextField label="ATR bars" inputMode="numeric" value={draft.targetPeriod} onValue={(targetPeriod) => { set({ targetPeriod }); }} />}
      </div>
    </fieldset>
  );
}

function StopFields({ draft, set, at }: Part): ReactNode {
  const problem = at("stop")[0]?.message;
  const trailing = (
    <label className="check" style={{ alignSelf: "end" }}>
      <input type="checkbox" checked={draft.trailing} onChange={(event) => { set({ trailing: event.target.checked }); }} />
      Trails the closes
    </label>
  );
  switch (draft.stopKind) {
    case "none":
      return problem ? <span className="problem down small">{problem}</span> : null;
    case "fraction":
      return <><TextField label="Distance" inputMode="decimal" value={draft.stopFraction} hint="0.05 is 5 %" problem={problem} onValue={(stopFraction) => { set({ stopFraction }); }} />{trailing}</>;
    case "atr":
      return (
        <>
          <TextField label="Times ATR" inputMode="decimal" value={draft.stopMultiple} problem={problem} onValue={(stopMultiple) => { set({ stopMultiple }); }} />
          <TextField label="ATR bars" inputMode="numeric" value={draft.stopPeriod} onValue={(stopPeriod) => { set({ stopPeriod }); }} />
          {trailing}
        </>
      );
    case "price":
      return <ExpressionField label="Level" value={draft.stopPrice} errors={at("stop")} placeholder="lowest(low, 20)" onValue={(stopPrice) => { set({ stopPrice }); }} />;
  }
}
