import type { Metrics } from "@/lib/api/types";
import { percent, plain } from "@/lib/format";
import { GainPercent } from "@/ui/basic";

export function MetricsStrip({ metrics, costs }: { metrics: Metrics; costs: Metrics }) {
  return (
    <dl className="metrics">
      <div className="lead"><dt>Net return</dt><dd><GainPercent fraction={metrics["total_return"]} /></dd></div>
      <div><dt>Sharpe, daily</dt><dd>{plain(metrics["sharpe"])}</dd></div>
      <div><dt>Maximum drawdown</dt><dd>{percent(metrics["max_drawdown"], 1)}</dd></div>
      <div><dt>Win rate</dt><dd>{percent(metrics["win_rate"], 1)}</dd></div>
      <div><dt>Profit factor</dt><dd>{plain(metrics["profit_factor"])}</dd></div>
      <div><dt>Trades</dt><dd>{plain(metrics["trades"], 0)}</dd></div>
      <div><dt>Cost ratio</dt><dd>{percent(costs["cost_ratio"], 0)}</dd></div>
    </dl>
  );
}
