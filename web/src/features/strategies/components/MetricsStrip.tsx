/** The figures of a run, for the held-out part that is judged, the learned part, or all bars. */
import { useState } from "react";
import type { Metric, ReportCard } from "@/lib/api/types";
import { percent, plain } from "@/lib/format";
import { GainPercent, Segmented } from "@/ui/basic";

type Block = "out_of_sample" | "in_sample" | "whole";

const BLOCKS: readonly { value: Block; text: string }[] = [
  { value: "out_of_sample", text: "Held out" },
  { value: "in_sample", text: "Before" },
  { value: "whole", text: "All bars" },
];

const FIGURES: readonly { name: string; label: string; text: (value: string) => string }[] = [
  { name: "sharpe", label: "Sharpe, daily", text: (value) => plain(value) },
  { name: "max_drawdown", label: "Maximum drawdown", text: (value) => percent(value, 1) },
  { name: "win_rate", label: "Win rate", text: (value) => percent(value, 1) },
  { name: "profit_factor", label: "Profit factor", text: (value) => plain(value) },
  { name: "trades", label: "Trades", text: (value) => plain(value, 0) },
  { name: "exposure", label: "Time in market", text: (value) => percent(value, 0) },
];

export function MetricsStrip({ card }: { card: ReportCard }) {
  const [block, setBlock] = useState<Block>("out_of_sample");
  const metrics = card[block];
  return (
    <div className="stack-s">
      <Segmented label="Which bars the figures are of" options={BLOCKS} value={block} onChange={setBlock} />
      <dl className="metrics">
        <div className="lead">
          <dt>Net return</dt>
          <dd><GainPercent fraction={metrics["total_return"]?.value} /></dd>
          <dd className="note">buy and hold {percent(metrics["benchmark_return"]?.value, 1, true)}</dd>
        </div>
        {FIGURES.map(({ name, label, text }) => <Figure key={name} label={label} metric={metrics[name]} text={text} />)}
        <div>
          <dt>Cost ratio</dt>
          <dd>{percent(card.costs.cost_ratio, 0)}</dd>
          <dd className="note">of gross profit</dd>
        </div>
      </dl>
    </div>
  );
}

function Figure({ label, metric, text }: { label: string; metric: Metric | undefined; text: (value: string) => string }) {
  const value = metric?.value ?? null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value === null ? "–" : text(value)}</dd>
      {metric?.reason && <dd className="note">{metric.reason}</dd>}
    </div>
  );
}
