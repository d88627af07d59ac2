/** What was earned before costs, what each cost took, what was left. */
import type { ReportCard } from "@/lib/api/types";
import { percent, sentence } from "@/lib/format";
import { Card, Gain, Meter } from "@/ui/basic";

export function CostReport({ costs }: { costs: ReportCard["costs"] }) {
  const ratio = costs.cost_ratio === null ? null : Number(costs.cost_ratio);
  return (
    <Card title="Costs">
      <div className="stack">
        <dl className="facts">
          <dt>Before costs</dt>
          <dd><Gain amount={costs.gross_before_costs} /></dd>
          <dt>Spread</dt>
          <dd><Gain amount={minus(costs.spread)} /></dd>
          <dt>Slippage</dt>
          <dd><Gain amount={minus(costs.slippage)} /></dd>
          <dt>Fees</dt>
          <dd><Gain amount={minus(costs.fees)} /></dd>
          {Number(costs.funding) !== 0 && <><dt>Borrowing</dt><dd><Gain amount={minus(costs.funding)} /></dd></>}
          <dt><strong>Net</strong></dt>
          <dd><strong><Gain amount={costs.net} /></strong></dd>
        </dl>
        {ratio !== null && <Meter label="Costs of gross profit" used={ratio} limit={0.5} text={`${percent(ratio, 0)} of at most ${percent(0.5, 0)}`} />}
        {costs.warning && <p className="warn small">{sentence(costs.warning)}.</p>}
      </div>
    </Card>
  );
}

const minus = (amount: string): string => (amount.startsWith("-") ? amount.slice(1) : `-${amount}`);
