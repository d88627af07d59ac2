/** The parts of a spec that come in rows: parameters, own indicators, features, constraints. */
import { Button } from "@/ui/basic";
import { TextField } from "@/ui/Field";
import { rowId, type FeatureRow, type IndicatorRow, type ParamRow } from "../api/draft";
import { ExpressionField } from "./ExpressionField";
import type { Part } from "./SpecEditor";

const changed = <Row extends { id: number }>(rows: readonly Row[], id: number, change: Partial<Row>): Row[] =>
  rows.map((row) => (row.id === id ? { ...row, ...change } : row));

export function Params({ draft, set, at }: Part) {
  const edit = (id: number, change: Partial<ParamRow>) => { set({ params: changed(draft.params, id, change) }); };
  return (
    <fieldset>
      <legend>Parameters</legend>
      {draft.params.length > 0 && (
        <div className="param-row row-head" aria-hidden="true">
          <span>Name, used as $name</span><span>Value</span><span>Search from</span><span>to</span><span>step</span><span />
        </div>
      )}
      {draft.params.map((row) => (
        <div className="param-row" key={row.id}>
          <Cell row={row} label="name" value={row.name} onValue={(name) => { edit(row.id, { name }); }} problem={row.name ? at(`params.${row.name}`)[0]?.message : undefined} />
          <Cell row={row} label="value" value={row.value} onValue={(value) => { edit(row.id, { value }); }} />
          <Cell row={row} label="search from" value={row.low} onValue={(low) => { edit(row.id, { low }); }} />
          <Cell row={row} label="search to" value={row.high} onValue={(high) => { edit(row.id, { high }); }} />
          <Cell row={row} label="search step" value={row.step} onValue={(step) => { edit(row.id, { step }); }} />
          <Button look="quiet" aria-label={`Remove parameter ${row.name}`} onClick={() => { set({ params: draft.params.filter((one) => one.id !== row.id) }); }}>Remove</Button>
        </div>
      ))}
      <div>
        <Button look="quiet" onClick={() => { set({ params: [...draft.params, { id: rowId(), name: "", value: "", low: "", high: "", step: "" }] }); }}>Add a parameter</Button>
      </div>
    </fieldset>
  );
}

function Cell({ row, label, value, onValue, problem }: { row: ParamRow; label: string; value: string; onValue: (value: string) => void; problem?: string | undefined }) {
  return (
    <TextField
      label={label === "name" ? "Parameter name" : `${row.name || "Parameter"}: ${label}`}
      hiddenLabel
      className="mono"
      value={value}
      placeholder={label.replace("search ", "")}
      spellCheck={false}
      onValue={onValue}
      problem={problem}
    />
  );
}

export function Indicators({ draft, set, at }: Part) {
  const edit = (id: number, change: Partial<IndicatorRow>) => { set({ indicators: changed(draft.indicators, id, change) }); };
  const add = (
    <div>
      <Button look="quiet" onClick={() => { set({ indicators: [...draft.indicators, { id: rowId(), name: "", args: "", value: "" }] }); }}>Add an indicator of your own</Button>
    </div>
  );
  if (draft.indicators.length === 0) return add;
  return (
    <fieldset>
      <legend>Indicators of your own</legend>
      {draft.indicators.map((row) => (
        <div className="indicator-row" key={row.id}>
          <TextField label="Indicator name" hiddenLabel className="mono" placeholder="name" spellCheck={false} value={row.name} onValue={(name) => { edit(row.id, { name }); }} />
          <TextField label={`Arguments of ${row.name || "the indicator"}`} hiddenLabel className="mono" placeholder="length, width" spellCheck={false} value={row.args} onValue={(args) => { edit(row.id, { args }); }} />
          <ExpressionField label={`Value of ${row.name || "the indicator"}`} hiddenLabel value={row.value} placeholder="ema(close, $length) + $width * atr($length)" errors={row.name ? at(`indicators.${row.name}`) : []} onValue={(value) => { edit(row.id, { value }); }} />
          <Button look="quiet" aria-label={`Remove indicator ${row.name}`} onClick={() => { set({ indicators: draft.indicators.filter((one) => one.id !== row.id) }); }}>Remove</Button>
        </div>
      ))}
      {add}
    </fieldset>
  );
}

export function Features({ draft, set, at }: Part) {
  const edit = (id: number, change: Partial<FeatureRow>) => { set({ features: changed(draft.features, id, change) }); };
  return (
    <fieldset>
      <legend>Features</legend>
      {draft.features.map((row) => (
        <div className="feature-row" key={row.id}>
          <TextField label="Feature name" hiddenLabel className="mono" placeholder="name" spellCheck={false} value={row.name} onValue={(name) => { edit(row.id, { name }); }} />
          <ExpressionField label={`Expression of ${row.name || "the feature"}`} hiddenLabel value={row.expression} placeholder="sma(close, $fast)" errors={row.name ? at(`features.${row.name}`) : []} onValue={(expression) => { edit(row.id, { expression }); }} />
          <Button look="quiet" aria-label={`Remove feature ${row.name}`} onClick={() => { set({ features: draft.features.filter((one) => one.id !== row.id) }); }}>Remove</Button>
        </div>
      ))}
      <div>
        <Button look="quiet" onClick={() => { set({ features: [...draft.features, { id: rowId(), name: "", expression: "" }] }); }}>Add a feature</Button>
      </div>
    </fieldset>
  );
}

export function Constraints({ draft, set, at }: Part) {
  const edit = (index: number, text: string) => { set({ constraints: draft.constraints.map((one, place) => (place === index ? text : one)) }); };
  return (
    <fieldset>
      <legend>Constraints</legend>
      {draft.constraints.map((text, index) => (
        <div className="row" key={index} style={{ alignItems: "start" }}>
          <div className="grow">
            <ExpressionField label={`Constraint ${String(index + 1)}`} hiddenLabel value={text} placeholder="$fast < $slow" errors={at(`constraints.${String(index)}`)} onValue={(value) => { edit(index, value); }} />
          </div>
          <Button look="quiet" aria-label={`Remove constraint ${String(index + 1)}`} onClick={() => { set({ constraints: draft.constraints.filter((_, place) => place !== index) }); }}>Remove</Button>
        </div>
      ))}
      <div>
        <Button look="quiet" onClick={() => { set({ constraints: [...draft.constraints, ""] }); }}>Add a constraint</Button>
      </div>
    </fieldset>
  );
}
