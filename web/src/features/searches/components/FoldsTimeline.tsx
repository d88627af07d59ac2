/** The windows of a walk-forward in time: train, the purge between, test; each test with its result. */
import type { Fold } from "@/lib/api/types";
import { day, percent, plain } from "@/lib/format";

export function FoldsTimeline({ folds, purgeBars }: { folds: readonly Fold[]; purgeBars: number }) {
  const first = Math.min(...folds.map((fold) => Date.parse(fold.train_from)));
  const last = Math.max(...folds.map((fold) => Date.parse(fold.test_to)));
  const place = (from: string, to: string) => {
    const share = (when: string) => ((Date.parse(when) - first) / (last - first)) * 100;
    return { left: `${String(share(from))}%`, width: `${String(Math.max(0.4, share(to) - share(from)))}%` };
  };
  return (
    <figure className="folds" role="img" aria-label={`${String(folds.length)} folds from ${day(first)} to ${day(last)}, each trained on one window and tested on the next`}>
      <ol>
        {folds.map((fold) => (
          <li key={fold.number}>
            <span className="muted small">{fold.number}</span>
            <div className="fold-track">
              <i className="train" style={place(fold.train_from, fold.train_to)} />
              {fold.train_to < fold.test_from && <i className="purge" style={place(fold.train_to, fold.test_from)} />}
              <i className={`test ${Number(fold.test_return) < 0 ? "loss" : "gain"}`} style={place(fold.test_from, fold.test_to)} />
            </div>
            <span className={`small num ${fold.test_return === null ? "muted" : Number(fold.test_return) < 0 ? "down" : "up"}`}>{percent(fold.test_return, 1, true)}</span>
          </li>
        ))}
      </ol>
      <figcaption className="muted small">
        <span><i className="key train" /> train</span>
        <span><i className="key purge" /> purged, {plain(purgeBars, 0)} bars</span>
        <span><i className="key test gain" /> test, gained</span>
        <span><i className="key test loss" /> test, lost</span>
        <span className="grow" />
        <span>{day(first)} to {day(last)}</span>
      </figcaption>
    </figure>
  );
}
