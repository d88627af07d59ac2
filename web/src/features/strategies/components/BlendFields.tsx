/** An ensemble and regimes, as the text they are on the wire: few specs have them, and each has its own shape. */
import { useId, useState } from "react";
import type { SpecError } from "@/lib/api/types";
import { Button } from "@/ui/basic";
import { jsonFault } from "../api/drafted";
import type { Part } from "./SpecEditor";

const ENSEMBLE = {
  members: [
    { name: "trend", weight: "1", long: { enter: "close > sma(close, 50)", exit: "close < sma(close, 50)" }, short: null, strength: null },
    { name: "reversion", weight: "1", long: { enter: "rsi(close, 14) < 30", exit: "rsi(close, 14) > 55" }, short: null, strength: null },
  ],
  threshold: "0.5",
  weighting: "equal",
  window: 100,
};
const REGIMES = { params: { trend_up: {}, trend_down: {}, range: {}, high_volatility: {} }, specialists: {}, members: [], hold_bars: 3 };

export function Blend({ draft, set, at }: Part) {
  return (
    <>
      <JsonField title="Ensemble" adds="Let several rules vote" hint="Sum of weight × direction × strength over the members, acted on beyond the threshold." value={draft.ensemble} example={ENSEMBLE} errors={at("ensemble")} onValue={(ensemble) => { set({ ensemble }); }} />
      <JsonField title="Regimes" adds="Change with the regime" hint="Parameters by regime, or a member that trades alone in it. The regime must hold for hold_bars." value={draft.regimes} example={REGIMES} errors={at("regimes")} onValue={(regimes) => { set({ regimes }); }} />
    </>
  );
}

interface JsonProps {
  title: string;
  adds: string;
  hint: string;
  value: string;
  example: unknown;
  errors: readonly SpecError[];
  onValue: (value: string) => void;
}

function JsonField({ title, adds, hint, value, example, errors, onValue }: JsonProps) {
  const id = useId();
  const [open, setOpen] = useState(value !== "");
  const fault = jsonFault(value);
  const problem = fault ?? errors.map((error) => `${error.path}: ${error.message}`)[0];
  if (!open) {
    return (
      <div>
        <Button look="quiet" onClick={() => { setOpen(true); onValue(JSON.stringify(example, null, 2)); }}>{adds}</Button>
      </div>
    );
  }
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="field">
        <label htmlFor={id}>{title} as JSON</label>
        <textarea
          id={id}
          className="input mono"
          rows={Math.min(24, Math.max(6, value.split("\n").length))}
          value={value}
          spellCheck={false}
          autoCapitalize="off"
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => { onValue(event.target.value); }}
        />
        <span id={`${id}-note`} className={problem ? "problem" : "hint"}>{problem ?? hint}</span>
      </div>
      <div>
        <Button look="quiet" onClick={() => { onValue(""); setOpen(false); }}>Remove the {title.toLowerCase()}</Button>
      </div>
    </fieldset>
  );
}
