/** The settings of a source as its schema describes them; secrets go in and never come out. */
import { useId, useState, type FormEvent } from "react";
import { asProblem } from "@/lib/api/errors";
import type { Collector, CollectorSource } from "@/lib/api/types";
import { Button } from "@/ui/basic";
import { CheckField, SelectField, TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { fieldsOf, problemsOf, read, textsOf, type SettingField } from "../api/form";
import { useChange } from "../api/queries";

export function SettingsForm({ collector, source }: { collector: Collector; source: CollectorSource }) {
  const fields = fieldsOf(source.settings_schema);
  const [texts, setTexts] = useState(() => textsOf(fields, collector.settings));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const change = useChange(collector.collector_id);
  const refused = change.error ? asProblem(change.error) : null;
  const told = { ...(refused ? problemsOf(refused.fields) : {}), ...wrong };
  const loose = Object.keys(told).filter((name) => !fields.some((field) => field.name === name));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const found = read(fields, texts);
    setWrong(found.problems);
    if (Object.keys(found.problems).length > 0) return;
    change.mutate({ version: collector.version, settings: found.settings });
  };
  return (
    <form className="stack" aria-label="Settings" onSubmit={save} noValidate>
      {fields.length === 0 && <p className="muted">This source has nothing to set.</p>}
      {fields.map((field) => (
        <Setting
          key={field.name}
          field={field}
          value={texts[field.name] ?? ""}
          stored={collector.secrets_set.includes(field.name)}
          problem={told[field.name]}
          onValue={(value) => { setTexts((now) => ({ ...now, [field.name]: value })); }}
        />
      ))}
      {refused && (refused.fields.length === 0 || loose.length > 0) && <FormProblem error={change.error} />}
      {refused && refused.fields.length > 0 && loose.length === 0 && <p role="alert" className="down small">Not saved: correct the marked fields.</p>}
      <div className="row">
        <Button look="primary" type="submit" disabled={fields.length === 0} busy={change.isPending && "Saving…"}>Save settings</Button>
        <span role="status" className="small muted">{change.isSuccess && "Saved. It applies from the next run."}</span>
      </div>
    </form>
  );
}

interface SettingProps {
  field: SettingField;
  value: string;
  stored: boolean;
  problem: string | undefined;
  onValue: (value: string) => void;
}

function Setting({ field, value, stored, problem, onValue }: SettingProps) {
  const label = field.required ? `${field.title} (required)` : field.title;
  const same = { label, problem, hint: field.hint, onValue, value };
  switch (field.kind) {
    case "secret":
      return <TextField {...same} type="password" autoComplete="new-password" placeholder={stored ? "Stored; leave blank to keep" : "Not set"} hint={`${field.hint} ${stored ? "Stored. It is never shown; type a new one to replace it." : "Write-only: once saved it is never shown."}`.trim()} />;
    case "choice":
      return <SelectField {...same} options={field.choices.map((one) => ({ value: one, text: one }))} />;
    case "yes-no":
      return <CheckField label={label} checked={value === "true"} onChecked={(checked) => { onValue(String(checked)); }} />;
    case "lines":
    case "json":
      return <LongField {...same} rows={Math.min(8, Math.max(2, value.split("\n").length))} />;
    default:
      return <TextField {...same} inputMode={field.kind === "whole" ? "numeric" : field.kind === "decimal" ? "decimal" : "text"} placeholder={field.usual} />;
  }
}

interface LongProps {
  label: string;
  value: string;
  rows: number;
  hint: string;
  problem: string | undefined;
  onValue: (value: string) => void;
}

function LongField({ label, value, rows, hint, problem, onValue }: LongProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="input mono" rows={rows} value={value} spellCheck={false} aria-invalid={problem ? true : undefined} aria-describedby={`${id}-note`} onChange={(event) => { onValue(event.target.value); }} />
      <span id={`${id}-note`} className={problem ? "problem" : "hint"}>{problem ?? hint}</span>
    </div>
  );
}
