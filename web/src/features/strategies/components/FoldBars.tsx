/** Two bars for each fold, train and test Sharpe, from one line of zero; folds that do not count are struck out. */
import type { Fold } from "@/lib/api/types";
import { plain } from "@/lib/format";

const HEIGHT = 150;
const STEP = 44;
const MOST_LABELS = 14;

export function FoldBars({ folds }: { folds: readonly Fold[] }) {
  const values = folds.flatMap((fold) => [fold.train_sharpe, fold.test_sharpe]).flatMap((value) => (value === null ? [] : [Number(value)]));
  const high = Math.max(0.5, ...values);
  const low = Math.min(0, ...values);
  const y = (value: number) => 4 + ((high - value) / (high - low)) * (HEIGHT - 8);
  const every = Math.ceil(folds.length / MOST_LABELS);
  return (
    <figure className="fold-bars">
      <svg viewBox={`0 0 ${String(folds.length * STEP)} ${String(HEIGHT)}`} height={HEIGHT} preserveAspectRatio="none" role="img" aria-label={`Sharpe of ${String(folds.length)} folds, train and test: ${folds.map(spoken).join("; ")}`}>
        <line className="zero" x1={0} x2={folds.length * STEP} y1={y(0)} y2={y(0)} />
        {folds.map((fold, index) => <Pair key={fold.number} fold={fold} x={index * STEP} y={y} />)}
      </svg>
      <div className="fold-labels" aria-hidden="true" style={{ gridTemplateColumns: `repeat(${String(folds.length)}, minmax(0, 1fr))` }}>
        {folds.map((fold, index) => <span key={fold.number}>{index % every === 0 ? fold.number : ""}</span>)}
      </div>
      <figcaption className="chart-legend">
        <span><i className="box train" aria-hidden="true" />train Sharpe</span>
        <span><i className="box gain" aria-hidden="true" />test, above 0</span>
        <span><i className="box loss" aria-hidden="true" />test, below 0</span>
        {folds.some((fold) => !fold.counted) && <span><i className="box crossed" aria-hidden="true" />not counted</span>}
        <span>highest {plain(high)}</span>
      </figcaption>
    </figure>
  );
}

function Pair({ fold, x, y }: { fold: Fold; x: number; y: (value: number) => number }) {
  const top = y(Math.max(0, Number(fold.train_sharpe ?? 0), Number(fold.test_sharpe ?? 0)));
  return (
    <g transform={`translate(${String(x)} 0)`} className={fold.counted ? "" : "left-out"}>
      <Bar x={8} value={fold.train_sharpe} y={y} look="train" />
      <Bar x={23} value={fold.test_sharpe} y={y} look={Number(fold.test_sharpe) < 0 ? "loss" : "gain"} />
      {!fold.counted && <path className="cross" d={`M6 ${String(y(0))} L38 ${String(Math.min(top, y(0) - 12))}`} />}
    </g>
  );
}

function Bar({ x, value, y, look }: { x: number; value: string | null; y: (value: number) => number; look: string }) {
  if (value === null) return null;
  const top = Math.min(y(Number(value)), y(0));
  return <rect className={look} x={x} width={13} y={top} height={Math.max(1.5, Math.abs(y(Number(value)) - y(0)))} />;
}

const spoken = (fold: Fold): string => `fold ${String(fold.number)} ${plain(fold.train_sharpe)} and ${plain(fold.test_sharpe)}${fold.counted ? "" : ", not counted"}`;
