/** Which sources count, and how clear a score must be to count. */
import { useId } from "react";
import { CheckField } from "@/ui/Field";
import type { HumanFilter } from "../api/queries";

export function HumanFilters({ known, filter, onChange }: { known: readonly string[]; filter: HumanFilter; onChange: (filter: HumanFilter) => void }) {
  const id = useId();
  const counts = (source: string) => filter.sources.length === 0 || filter.sources.includes(source);
  const toggle = (source: string, on: boolean) => {
    const next = known.filter((one) => (one === source ? on : counts(one)));
    // All of them is no filter; none at all would show nothing, so the last one stays.
    if (next.length > 0) onChange({ ...filter, sources: next.length === known.length ? [] : next });
  };
  return (
    <div className="human-filters">
      <fieldset>
        <legend>Sources</legend>
        <div className="row">
          {known.map((source) => <CheckField key={source} label={source} checked={counts(source)} onChecked={(on) => { toggle(source, on); }} />)}
          {known.length === 0 && <span className="muted small">None has told anything yet.</span>}
        </div>
      </fieldset>
      <div className="field">
        <label htmlFor={id}>Least score to either side: {filter.minScore === 0 ? "any" : filter.minScore.toFixed(2)}</label>
        <input id={id} type="range" min={0} max={1} step={0.05} value={filter.minScore} onChange={(event) => { onChange({ ...filter, minScore: Number(event.target.value) }); }} />
      </div>
    </div>
  );
}
