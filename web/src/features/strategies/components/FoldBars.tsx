/** Two bars for each fold, train and test Sharpe, from one line of zero; folds that do not count are crossed out. */
import type { Fold } from "@/lib/api/types";
import { plain } from "@/lib/format";

const HEIGHT = 150;
const LABELS = 18;
const STEP = 44;

export function FoldBars({ folds }: { folds: readonly Fold[] }) {
  const values = folds.flatMap((fold) => [fold.train_sharpe, fold.test_sharpe]).flatMap((value) => (value === null ? [] : [Number(value)]));
  const high = Math.max(0.5, ...values);
  const low = Math.min(0, ...values);
  const y = (value: number) => 6 + ((high - value) / (high - low)) * (HEIGHT - 12);
  const width = folds.length * STEP;
  return (
    <figure className="fold-bars">
      <div className="fold-scroll" role="img" aria-label={`Sharpe of ${String(folds.length)} folds, train and test: ${folds.map(spoken).join("; ")}`}>
        <svg viewBox={`0 0 ${String(width)} ${String(HEIGHT + LABELS)}`} style={{ minWidth: Math.min(width, folds.length * 24) }} aria-hidden="true">
          <line className="zero" x1={0} x2={width} y1={y(0)} y2={y(0)} />
          {folds.map((fold, index) => (
            <g key={fold.number} transform={`translate(${String(index * STEP)} 0)`} className={fold.counted ? "" : "left-out"}>
              <Bar x={8} value={fold.train_sharpe} y={y} look="train" />
              <Bar x={23} value={fold.test_sharpe} y={y} look={Number(fold.test_sharpe) < 0 ? "loss" : "gain"} />
              {!fold.counted && <path className="cross" d={`M6 ${String(HEIGHT - 4)} L38 8`} />}
              <text x={STEP / 2} y={HEIGHT + LABELS - 4} textAnchor="middle">{fold.number}</text>
            </g>
          ))}
        </svg>
      </div>
      <figcaption className="chart-legend">
        <span><i className="box train" aria-hidden="true" />train Sharpe, up to {plain(high)}</span>
        <span><i className="box gain" aria-hidden="true" />test, above 0</span>
        <span><i className="box loss" aria-hidden="true" />test, below 0</span>
        {folds.some((fold) => !fold.counted) && <span><i className="box crossed" aria-hidden="true" />not counted</span>}
      </figcaption>
    </figure>
  );
}

function Bar({ x, value, y, look }: { x: number; value: string | null; y: (value: number) => number; look: string }) {
  if (value === null) return null;
  const top = Math.min(y(Number(value)), y(0));
  return <rect className={look} x={x} width={13} y={top} height={Math.max(1.5, Math.abs(y(Number(value)) - y(0)))} rx={2} />;
}

const spoken = (fold: Fold): string => `fold ${String(fold.number)} ${plain(fold.train_sharpe)} and ${plain(fold.test_sharpe)}${fold.counted ? "" : ", not counted"}`;
