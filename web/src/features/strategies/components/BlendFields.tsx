/** What decides: one set of rules, members that vote, parameters by regime, or a specialist for each regime. */
import type { SpecError } from "@/lib/api/types";
import { SelectField, TextField } from "@/ui/Field";
import { newMember, REGIMES, type BlendDraft, type Blending, type Regime, type Weighting } from "../api/blend";
import type { Draft } from "../api/draft";
import { Members } from "./MemberFields";
import { plainPath, type Part } from "./SpecEditor";

const KINDS: readonly { value: Blending; text: string; hint: string }[] = [
  { value: "rules", text: "One set of rules", hint: "The rules below, in every market." },
  { value: "ensemble", text: "Members that vote", hint: "Each member votes from its entry to its exit; the sum of weight × direction × strength decides." },
  { value: "params", text: "Parameters by regime", hint: "The rules below, with other numbers where the market is another." },
  { value: "specialists", text: "A specialist for each regime", hint: "The member chosen for a regime trades alone in it; without one, nobody enters." },
];
const WEIGHTS: readonly { value: Weighting; text: string; hint: string }[] = [
  { value: "fixed", text: "As given", hint: "Each member's own weight, as shares of their sum." },
  { value: "equal", text: "All equal", hint: "The members' own weights are not read." },
  { value: "inverse_volatility", text: "Calmer ones weigh more", hint: "Inverse to the volatility of each member's own returns." },
  { value: "validation_sharpe", text: "By Sharpe on validation", hint: "On data that tuning may see, never on the test." },
];

/** With what a kind needs to begin: members take over the rules there were, and leave them as they are. */
function turned(draft: Draft, kind: Blending): BlendDraft {
  const { blend } = draft;
  if (kind === "rules" || kind === "params" || blend.members.length > 0) return { ...blend, kind };
  const own = newMember({ name: "first", longEnter: draft.longEnter, longExit: draft.longExit, shortEnter: draft.shortEnter, shortExit: draft.shortExit });
  const second = newMember({ name: "second", longEnter: "rsi(close, 14) < 30", longExit: "rsi(close, 14) > 55" });
  return { ...blend, kind, members: [own, second] };
}

export function BlendChoice({ draft, set }: Part) {
  const kind = KINDS.find(({ value }) => value === draft.blend.kind);
  return (
    <div className="fields">
      <SelectField label="What decides" value={draft.blend.kind} options={KINDS} hint={kind?.hint} onValue={(chosen) => { set({ blend: turned(draft, chosen as Blending) }); }} />
    </div>
  );
}

export function Blend(part: Part) {
  switch (part.draft.blend.kind) {
    case "rules":
      return <Rest errors={[...part.at("ensemble"), ...part.at("regimes")]} />;
    case "ensemble":
      return <Ensemble {...part} />;
    case "params":
      return <ParamsByRegime {...part} />;
    case "specialists":
      return <Specialists {...part} />;
  }
}

const editing = ({ draft, set }: Part) => (change: Partial<BlendDraft>) => { set({ blend: { ...draft.blend, ...change } }); };

function Ensemble(part: Part) {
  const { draft: { blend }, at } = part;
  const edit = editing(part);
  const shown = ["ensemble.members.", "ensemble.threshold", "ensemble.weighting", "ensemble.window"];
  const measured = blend.weighting === "inverse_volatility" || blend.weighting === "validation_sharpe";
  return (
    <fieldset>
      <legend>Members that vote</legend>
      <div className="fields">
        <SelectField label="Weights" value={blend.weighting} options={WEIGHTS} hint={WEIGHTS.find(({ value }) => value === blend.weighting)?.hint} problem={first(at("ensemble.weighting"))} onValue={(weighting) => { edit({ weighting: weighting as Weighting }); }} />
        <TextField label="Act beyond" inputMode="decimal" value={blend.threshold} hint="Between 0 and 1: the share of the votes, one side less the other" problem={first(at("ensemble.threshold"))} onValue={(threshold) => { edit({ threshold }); }} />
        {measured && <TextField label="Measured over bars" inputMode="numeric" value={blend.window} hint="Before that many, all weigh the same" problem={first(at("ensemble.window"))} onValue={(window) => { edit({ window }); }} />}
      </div>
      <Members part={part} path="ensemble.members" weighed={blend.weighting === "fixed"} strong least={2} />
      <Rest errors={at("ensemble").filter((error) => !shown.some((path) => plainPath(error.path).startsWith(path)))} />
    </fieldset>
  );
}

function Hold(part: Part) {
  return <TextField label="Regime holds for bars" inputMode="numeric" value={part.draft.blend.holdBars} hint="Before it counts; told from closed bars only" problem={first(part.at("regimes.hold_bars"))} onValue={(holdBars) => { editing(part)({ holdBars }); }} />;
}

function ParamsByRegime(part: Part) {
  const { draft: { blend, params }, at } = part;
  const names = params.filter((row) => row.name.trim() !== "");
  const put = (regime: Regime, name: string, value: string) => { editing(part)({ params: { ...blend.params, [regime]: { ...blend.params[regime], [name]: value } } }); };
  const rest = at("regimes").filter((error) => !/^regimes\.(hold_bars|params\.\w+\.\w+)/.test(plainPath(error.path)));
  return (
    <fieldset>
      <legend>Parameters by regime</legend>
      <div className="fields"><Hold {...part} /></div>
      {names.length === 0 && <p className="muted small">Add a parameter above: its value in each regime can then be said here.</p>}
      {names.length > 0 && REGIMES.map(({ name: regime, text }) => (
        <div className="regime-row" key={regime} role="group" aria-label={text}>
          <strong>{text}</strong>
          <div className="regime-params">
            {names.map((row) => (
              <TextField key={row.id} label={<span className="mono">{row.name}</span>} inputMode="decimal" className="mono" value={blend.params[regime][row.name.trim()] ?? ""} placeholder={row.value} problem={first(at(`regimes.params.${regime}.${row.name.trim()}`))} onValue={(value) => { put(regime, row.name.trim(), value); }} />
            ))}
          </div>
        </div>
      ))}
      {names.length > 0 && <p className="muted small">Blank: the strategy's own value, which stands there in grey.</p>}
      <Rest errors={rest} />
    </fieldset>
  );
}

function Specialists(part: Part) {
  const { draft: { blend }, at } = part;
  const choose = (regime: Regime, member: string) => { editing(part)({ specialists: { ...blend.specialists, [regime]: member } }); };
  const named = blend.members.map((row) => row.name.trim()).filter((name) => name !== "");
  const rest = at("regimes").filter((error) => !/^regimes\.(hold_bars|members\.|specialists\.)/.test(plainPath(error.path)));
  return (
    <fieldset>
      <legend>A specialist for each regime</legend>
      <div className="fields">
        {REGIMES.map(({ name: regime, text }) => (
          <SelectField key={regime} label={text} value={blend.specialists[regime]} options={choices(named, blend.specialists[regime])} problem={first(at(`regimes.specialists.${regime}`))} onValue={(member) => { choose(regime, member); }} />
        ))}
        <Hold {...part} />
      </div>
      <Members part={part} path="regimes.members" weighed={false} strong={false} least={1} onRenamed={(before, after) => {
        return Object.fromEntries(REGIMES.map(({ name }) => [name, blend.specialists[name] === before && before !== "" ? after : blend.specialists[name]])) as BlendDraft["specialists"];
      }} />
      <Rest errors={rest} />
    </fieldset>
  );
}

function choices(named: readonly string[], chosen: string): { value: string; text: string }[] {
  const known = chosen === "" || named.includes(chosen) ? named : [...named, chosen];
  return [{ value: "", text: "Nobody: stay out" }, ...Array.from(new Set(known)).map((name) => ({ value: name, text: name }))];
}

export const first = (errors: readonly SpecError[]): string | undefined => errors[0]?.message;

/** What is wrong with the whole, or has no field of its own. */
export function Rest({ errors }: { errors: readonly SpecError[] }) {
  if (errors.length === 0) return null;
  return <ul className="down small" role="alert">{errors.map((error) => <li key={error.path + error.message}>{error.message}</li>)}</ul>;
}
