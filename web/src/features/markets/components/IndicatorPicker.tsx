/** The indicators on the chart: each on or off, more from the catalog with arguments of one's own. */
import { useState, type FormEvent } from "react";
import type { IndicatorEntry } from "@/lib/api/types";
import { words } from "@/lib/format";
import { Button, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { Problem } from "@/ui/states";
import { useCatalog } from "../api/analysis";
import { argumentFault, chosenText, idOf, type Chosen } from "../api/chosen";

interface PickerProps {
  chosen: readonly Chosen[];
  onChange: (chosen: readonly Chosen[]) => void;
}

export function IndicatorPicker({ chosen, onChange }: PickerProps) {
  const [adding, setAdding] = useState(false);
  return (
    <div className="row" role="group" aria-label="Indicators">
      {chosen.map((one) => (
        <span className="chip" key={one.id}>
          <button type="button" aria-pressed={one.on} onClick={() => { onChange(chosen.map((other) => (other.id === one.id ? { ...other, on: !other.on } : other))); }}>{chosenText(one)}</button>
          <button type="button" aria-label={`Remove ${chosenText(one)}`} onClick={() => { onChange(chosen.filter((other) => other.id !== one.id)); }}>✕</button>
        </span>
      ))}
      <Button onClick={() => { setAdding(true); }}>Add indicator</Button>
      {adding && (
        <Dialog title="Add an indicator" onClose={() => { setAdding(false); }}>
          <Adder
            taken={chosen.map((one) => one.id)}
            onClose={() => { setAdding(false); }}
            onAdd={(one) => { onChange([...chosen.filter((other) => other.id !== one.id), one]); setAdding(false); }}
          />
        </Dialog>
      )}
    </div>
  );
}

function Adder({ taken, onAdd, onClose }: { taken: readonly string[]; onAdd: (one: Chosen) => void; onClose: () => void }) {
  const catalog = useCatalog();
  const [name, setName] = useState("macd");
  const items = catalog.data?.items;
  const entry = items?.find((one) => one.name === name) ?? items?.[0];
  if (catalog.isError) return <Problem error={catalog.error} onRetry={() => void catalog.refetch()} />;
  if (!items || !entry) return <Skeleton height={200} />;
  const options = [...items].sort((a, b) => a.title.localeCompare(b.title)).map((one) => ({ value: one.name, text: one.title }));
  return (
    <>
      <SelectField label="Indicator" value={entry.name} options={options} onValue={setName} />
      <Arguments key={entry.name} entry={entry} taken={taken} onAdd={onAdd} onClose={onClose} />
    </>
  );
}

function Arguments({ entry, taken, onAdd, onClose }: { entry: IndicatorEntry; taken: readonly string[]; onAdd: (one: Chosen) => void; onClose: () => void }) {
  const [values, setValues] = useState(() => entry.arguments.map((argument) => argument.default ?? ""));
  const faults = entry.arguments.map((argument, index) => argumentFault(argument, values[index] ?? ""));
  const id = idOf(entry.name, values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd({ id, name: entry.name, args: values.map((value) => value.trim()), on: true });
  };
  return (
    <form className="stack" onSubmit={submit}>
      {entry.arguments.length > 0 && (
        <div className="fields">
          {entry.arguments.map((argument, index) => (
            <TextField
              key={argument.name}
              label={words(argument.name)}
              inputMode="decimal"
              value={values[index] ?? ""}
              problem={faults[index] ?? undefined}
              onValue={(value) => { setValues(values.map((one, place) => (place === index ? value : one))); }}
            />
          ))}
        </div>
      )}
      <p className="muted small">{entry.price_outputs.length > 0 ? "Drawn over the candles." : "Drawn in a pane below."} {upper(entry.says)}. In rules: <span className="mono">{entry.usage}</span>. First value after {entry.warmup_bars} bars.</p>
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={faults.some((fault) => fault !== null) || taken.includes(id)}>{taken.includes(id) ? "On the chart already" : "Add to the chart"}</Button>
      </div>
    </form>
  );
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
