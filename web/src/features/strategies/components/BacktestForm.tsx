/** What a run needs: series, period, capital, costs, and what a pass leads to. */
import { useState, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { asProblem } from "@/lib/api/errors";
import type { BacktestRequest, RunEstimate, Spec } from "@/lib/api/types";
import { day, dollars, lasting, plain } from "@/lib/format";
import { useSeriesList } from "@/lib/reads";
import { Button, Skeleton } from "@/ui/basic";
import { CheckField, SelectField, TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { useEstimate, useStartBacktest } from "../api/queries";
import { tradedPart } from "../api/traded";
import { seriesOptions } from "./MarketFields";
import { TradedFields } from "./TradedFields";

const AFTER_PASS = [
  { value: "none", text: "Nothing: I promote it by hand" },
  { value: "auto simulation", text: "Simulate it on the Floor" },
  { value: "ask simulation", text: "Ask a reviewer, then simulate it" },
  { value: "auto paper", text: "Trade it on paper" },
  { value: "ask paper", text: "Ask a reviewer, then trade it on paper" },
];

const START = { start: "", end: "", capital: "10000", maker: "10", taker: "20", spread: "5", slippage: "5", after: "none", symbols: [] as readonly string[], timeframes: [] as readonly string[], positions: "" };

export function BacktestForm({ strategyId, version, spec }: { strategyId: string; version: number; spec: Spec }) {
  const [form, setForm] = useState({ ...START, series: `${spec.venue}:${spec.symbol}:${spec.timeframe}` });
  const set = (change: Partial<typeof form>) => { setForm((now) => ({ ...now, ...change })); };
  const series = useSeriesList();
  const chosen = series.data?.items.find((one) => one.series === form.series);
  const start = useStartBacktest();
  const navigate = useNavigate();
  const request = requestOf(strategyId, version, form);
  const estimate = useEstimate(request);
  const [sure, setSure] = useState(false);
  const asks = estimate.data?.confirm === true;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate(request, { onSuccess: ({ run_id }) => void navigate(`/backtests/${run_id}`) });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <SelectField
        label="Series"
        value={form.series}
        options={seriesOptions(series.data?.items ?? [], form.series)}
        hint={chosen ? `${plain(chosen.bars, 0)} bars, ${day(chosen.first)} to ${day(chosen.last)}${chosen.simulated ? ", simulated" : ""}` : undefined}
        onValue={(value) => { set({ series: value, symbols: [], timeframes: [] }); }}
      />
      <TradedFields all={series.data?.items ?? []} series={form.series} symbols={form.symbols} timeframes={form.timeframes} positions={form.positions} set={set} />
      <div className="fields">
        <TextField label="From (UTC)" type="date" value={form.start} hint="Blank: the first bar" onValue={(value) => { set({ start: value }); }} />
        <TextField label="To (UTC)" type="date" value={form.end} hint="Blank: the last bar" onValue={(value) => { set({ end: value }); }} />
      </div>
      <TextField label={`Capital, ${spec.symbol.split("/")[1] ?? ""}`} inputMode="decimal" required value={form.capital} onValue={(capital) => { set({ capital }); }} />
      <fieldset>
        <legend>Costs, basis points a side</legend>
        <div className="fields" style={{ gridTemplateColumns: "repeat(2, minmax(0, 1fr))" }}>
          <TextField label="Maker fee" inputMode="decimal" value={form.maker} onValue={(maker) => { set({ maker }); }} />
          <TextField label="Taker fee" inputMode="decimal" value={form.taker} onValue={(taker) => { set({ taker }); }} />
          <TextField label="Half spread" inputMode="decimal" value={form.spread} onValue={(spread) => { set({ spread }); }} />
          <TextField label="Slippage" inputMode="decimal" value={form.slippage} onValue={(slippage) => { set({ slippage }); }} />
        </div>
      </fieldset>
      {form.symbols.length === 0
        ? <SelectField label="If every gate passes" value={form.after} options={AFTER_PASS} onValue={(after) => { set({ after }); }} />
        : <p className="muted small">An algorithm on the Floor trades one symbol: what several come to on one capital is told, not promoted.</p>}
      <Estimate estimate={estimate.data} error={estimate.error} />
      {asks && <CheckField label="Run it at this price" checked={sure} onChecked={setSure} />}
      <FormProblem error={start.error} />
      <Button look="primary" type="submit" disabled={asks && !sure} busy={start.isPending && "Starting…"}>Run backtest</Button>
    </form>
  );
}

/** What it would take: bars, time, money. */
function Estimate({ estimate, error }: { estimate: RunEstimate | undefined; error: unknown }) {
  if (error) return <p className="muted small" data-testid="estimate">No estimate: {asProblem(error).message}</p>;
  if (!estimate) return <Skeleton height={18} />;
  return (
    <p className={estimate.confirm ? "warn small" : "muted small"} data-testid="estimate" role="status">
      Estimate: {plain(estimate.bars, 0)} bars, {lasting(estimate.seconds)}, {estimate.agent_calls === 0 ? "no agent calls" : `${plain(estimate.agent_calls, 0)} agent calls`}, {dollars(estimate.price_usd)}.
    </p>
  );
}

type Form = typeof START & { series: string };

function requestOf(strategyId: string, version: number, form: Form): BacktestRequest {
  const after = form.symbols.length > 0 ? "none" : form.after;
  return {
    strategy_id: strategyId,
    version,
    series: form.series,
    ...tradedPart(form.series, form.symbols, form.timeframes, form.positions),
    ...(form.start ? { start: `${form.start}T00:00:00Z` } : {}),
    ...(form.end ? { end: `${form.end}T00:00:00Z` } : {}),
    initial_capital: form.capital.trim(),
    costs: {
      maker_bps: form.maker.trim(),
      taker_bps: form.taker.trim(),
      half_spread_bps: form.spread.trim(),
      slippage_bps: form.slippage.trim(),
    },
    auto_promote: after !== "none",
    approval: after.startsWith("ask") ? "ask" : "auto",
    ...(after.endsWith("paper") ? { promote_to: "paper" as const } : {}),
  };
}
