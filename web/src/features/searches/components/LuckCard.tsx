/** How much of the best figure is the luck of having tried often: the figures, and what they mean. */
import type { Luck } from "@/lib/api/types";
import { percent, plain, sentence } from "@/lib/format";
import { Card } from "@/ui/basic";

const DEFLATED_LIMIT = 0.95;
const OVERFIT_LIMIT = 0.2;

export function LuckCard({ luck }: { luck: Luck }) {
  const deflated = number(luck.deflated_sharpe);
  const overfit = number(luck.overfit_probability);
  return (
    <Card title="How much is luck">
      <div className="stack">
        <Line name="Deflated Sharpe" value={plain(luck.deflated_sharpe)} good={deflated === null ? null : deflated >= DEFLATED_LIMIT} limit={`${plain(DEFLATED_LIMIT)} or more`}>
          {deflated === null ? "Not known." : `The chance that the best set's true Sharpe ratio is above 0 is ${percent(deflated, 0)}, once all ${plain(luck.family_trials, 0)} tries of this family are held against it.`}
        </Line>
        <Line name="Probability of overfitting" value={percent(luck.overfit_probability, 0)} good={overfit === null ? null : overfit <= OVERFIT_LIMIT} limit={`${percent(OVERFIT_LIMIT, 0)} or less`}>
          {overfit === null ? "Not known." : `How often the set that is best in one half of the days falls below the middle of all sets in the other half: ${percent(overfit, 0)} of the ways to halve them.`}
        </Line>
        <dl className="facts">
          <dt>Sets tried by this search</dt>
          <dd>{plain(luck.trials, 0)}, worth {plain(luck.effective_trials, 1)} independent ones</dd>
          <dt>In the family for its life</dt>
          <dd>{plain(luck.family_trials, 0)}, worth {plain(luck.family_effective_trials, 1)}</dd>
          <dt>Deflated as first published</dt>
          <dd>{plain(luck.classic_deflated_sharpe)}</dd>
        </dl>
        {luck.reason && <p className="warn small">{sentence(luck.reason)}.</p>}
        <p className="muted small">Tries are counted by family ({luck.family}) and never forgotten: whoever searches long enough finds something, and this says how little that means.</p>
      </div>
    </Card>
  );
}

function Line({ name, value, good, limit, children }: { name: string; value: string; good: boolean | null; limit: string; children: string }) {
  const word = good === null ? "not known" : good ? "enough" : "not enough";
  return (
    <div>
      <div className="row">
        <strong>{name}</strong>
        <span className={good === null ? "muted" : good ? "up" : "down"}>{value}, {word}</span>
        <span className="grow" />
        <span className="muted small">{limit}</span>
      </div>
      <p className="muted small">{children}</p>
    </div>
  );
}

const number = (text: string | null): number | null => (text === null ? null : Number(text));
