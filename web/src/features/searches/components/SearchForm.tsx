/** What a search or a walk-forward needs, with what it would take. */
import { useState, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { asProblem } from "@/lib/api/errors";
import type { Objective, SearchEstimate, Spec } from "@/lib/api/types";
import { day, dollars, lasting, plain } from "@/lib/format";
import { useSeriesList } from "@/lib/reads";
import { Button, Segmented, Skeleton } from "@/ui/basic";
import { SelectField, TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { OBJECTIVES } from "../api/figures";
import { combinations, formOf, optimisationOf, walkforwardOf, type SearchForm as Form } from "../api/form";
import { useSearchEstimate, useStartSearch, type Kind } from "../api/queries";
import { RangeRows } from "./RangeRows";

const METHODS = [
  { value: "grid" as const, text: "Grid", hint: "Every combination" },
  { value: "random" as const, text: "Random", hint: "A seeded draw of the combinations" },
  { value: "model" as const, text: "Model", hint: "Each try learns from those before it; slower, needs fewer" },
];

interface FormProps {
  kind: Kind;
  strategyId: string;
  version: number;
  spec: Spec;
}

export function SearchForm({ kind, strategyId, version, spec }: FormProps) {
  const [form, setForm] = useState<Form>(() => formOf(spec));
  const set = (change: Partial<Form>) => { setForm((now) => ({ ...now, ...change })); };
  const methods = kind === "walkforward" ? METHODS.filter((one) => one.value !== "model") : METHODS;
  const method = methods.find((one) => one.value === form.method) ?? methods[0];
  const walked = { ...form, method: method?.value ?? "grid" };
  const request = kind === "walkforward" ? walkforwardOf(walked, strategyId, version) : optimisationOf(walked, strategyId, version);
  const readable = combinations(form.ranges) !== null;
  const estimate = useSearchEstimate(kind, readable ? request : null);
  const start = useStartSearch(kind);
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate(request, { onSuccess: ({ search_id }) => void navigate(kind === "walkforward" ? `/walkforwards/${search_id}` : `/searches/${search_id}`) });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Data form={form} set={set} />
      <RangeRows rows={form.ranges} onRows={(ranges) => { set({ ranges }); }} drawn={walked.method !== "grid"} />
      <div className="field">
        <span className="label">Method</span>
        <Segmented label="Method" options={methods} value={walked.method} onChange={(chosen) => { set({ method: chosen }); }} />
        <span className="hint">{method?.hint}</span>
      </div>
      <div className="fields">
        <SelectField label="Best by" value={form.objective} options={OBJECTIVES} onValue={(value) => { set({ objective: value as Objective }); }} />
        <TextField label="Least trades" inputMode="numeric" value={form.minimumTrades} hint="Sets with fewer are not ranked" onValue={(minimumTrades) => { set({ minimumTrades }); }} />
        {walked.method !== "grid" && (
          <>
            <TextField label="Sets to try" inputMode="numeric" value={form.samples} onValue={(samples) => { set({ samples }); }} />
            <TextField label="Seed" inputMode="numeric" value={form.seed} hint="The same seed draws the same sets" onValue={(seed) => { set({ seed }); }} />
          </>
        )}
        {kind === "walkforward" ? (
          <>
            <TextField label="Train, days" inputMode="numeric" value={form.trainDays} onValue={(trainDays) => { set({ trainDays }); }} />
            <TextField label="Test, days" inputMode="numeric" value={form.testDays} hint="Then the window moves on by as much" onValue={(testDays) => { set({ testDays }); }} />
          </>
        ) : (
          <TextField label="Held out" inputMode="decimal" value={form.holdout} hint="The newest part no set sees; 0.3 is 30 %" onValue={(holdout) => { set({ holdout }); }} />
        )}
      </div>
      <Estimate estimate={estimate.data} error={estimate.error} waits={!readable} />
      <FormProblem error={start.error} />
      <Button look="primary" type="submit" disabled={!readable} busy={start.isPending && "Starting…"}>{kind === "walkforward" ? "Walk forward" : "Search"}</Button>
    </form>
  );
}

function Data({ form, set }: { form: Form; set: (change: Partial<Form>) => void }) {
  const series = useSeriesList();
  const items = series.data?.items ?? [];
  const chosen = items.find((one) => one.series === form.series);
  const options = items.map((one) => ({ value: one.series, text: `${one.symbol} ${one.timeframe}, ${one.venue}` }));
  return (
    <div className="fields">
      <SelectField
        label="Series"
        value={form.series}
        options={chosen ? options : [...options, { value: form.series, text: form.series.replaceAll(":", " ") }]}
        hint={chosen ? `${plain(chosen.bars, 0)} bars, ${day(chosen.first)} to ${day(chosen.last)}${chosen.simulated ? ", simulated" : ""}` : undefined}
        onValue={(value) => { set({ series: value }); }}
      />
      <TextField label="From (UTC)" type="date" value={form.start} hint="Blank: the first bar" onValue={(value) => { set({ start: value }); }} />
      <TextField label="To (UTC)" type="date" value={form.end} hint="Blank: the last bar" onValue={(value) => { set({ end: value }); }} />
      <TextField label="Capital" inputMode="decimal" required value={form.capital} onValue={(capital) => { set({ capital }); }} />
    </div>
  );
}

function Estimate({ estimate, error, waits }: { estimate: SearchEstimate | undefined; error: unknown; waits: boolean }) {
  if (waits) return null;
  if (error) return <p className="down small" data-testid="estimate">{asProblem(error).message}</p>;
  if (!estimate) return <Skeleton height={18} />;
  const pieces = estimate.shards > 1 ? ` in ${plain(estimate.shards, 0)} pieces` : " on one machine";
  return (
    <p className="muted small" data-testid="estimate" role="status">
      Estimate: {plain(estimate.combinations, 0)} sets over {plain(estimate.bars, 0)} bars{pieces}, {lasting(estimate.seconds)}, {dollars(estimate.price_usd)}.
    </p>
  );
}
