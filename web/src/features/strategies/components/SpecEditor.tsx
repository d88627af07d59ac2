/** A spec as a form. The server judges it while it is typed; each error stands at the field it is about. */
import { useState } from "react";
import type { Spec, SpecError } from "@/lib/api/types";
import { Button } from "@/ui/basic";
import { FormProblem } from "@/ui/states";
import { draftOf, type Draft } from "../api/draft";
import { byMembers } from "../api/blend";
import { specOf } from "../api/drafted";
import { useValidation } from "../api/queries";
import { Blend, BlendChoice } from "./BlendFields";
import { Exits } from "./ExitFields";
import { Market, RuleFields, Session } from "./MarketFields";
import { Constraints, Features, Indicators, Params } from "./SpecRows";

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
      <Indicators {...part} />
      <Features {...part} />
      <Constraints {...part} />
      <BlendChoice {...part} />
      {!byMembers(draft.blend) && <RuleFields {...part} />}
      <Blend {...part} />
      <Exits {...part} />
      <Session {...part} />
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

export const plainPath = (path: string): string => path.replace(/^(body|spec)\./, "");
const under = (path: string, root: string): boolean => path === root || path.startsWith(`${root}.`);

function Verdict({ valid, settled, count }: { valid: boolean | undefined; settled: boolean; count: number }) {
  if (!settled) return <span className="muted small" role="status">Checking…</span>;
  return valid
    ? <span className="up small" role="status">✓ Valid</span>
    : <span className="down small" role="status">{count} {count === 1 ? "problem" : "problems"}</span>;
}

/** Each of these shows its own errors. */
const PLACED = ["name", "venue", "symbol", "timeframe", "description", "sizing", "stop", "targets", "time_stop_bars", "max_reentries",
  "session", "constraints", "long", "short", "params", "features", "indicators", "ensemble", "regimes"];

/** Errors about what has no field of its own. */
function Unplaced({ errors, draft }: { errors: readonly SpecError[]; draft: Draft }) {
  const rest = errors.filter((error) => !PLACED.some((path) => under(plainPath(error.path), path)) || missing(error, draft));
  if (rest.length === 0) return null;
  return (
    <ul className="down small" role="alert">
      {rest.map((error) => <li key={error.path + error.message}>{error.path ? `${error.path}: ` : ""}{error.message}</li>)}
    </ul>
  );
}

/** An error of a row that is not there, or of all rows together. */
function missing(error: SpecError, draft: Draft): boolean {
  const [kind, name] = plainPath(error.path).split(".");
  if (kind === "params" || kind === "features" || kind === "indicators") return !draft[kind].some((row) => row.name.trim() === name);
  return kind === "constraints" && !(Number(name) < draft.constraints.length);
}
