/** The walk-forward behind a verdict: each fold's Sharpe in training and in its test, with the table behind. */
import { Link } from "react-router";
import type { CardWalk, Fold, Metric, ReportCard } from "@/lib/api/types";
import { day, NOTHING, percent, plain, sentence, words } from "@/lib/format";
import { GainPercent } from "@/ui/basic";
import { TablePanel } from "@/ui/charts/ChartPanel";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty } from "@/ui/states";
import { FoldBars } from "./FoldBars";

export function WalkCard({ card }: { card: ReportCard }) {
  const { reason, table: walk } = card.walk_forward;
  const nothing = (
    <Empty title="Not walked forward" action={<Link className="btn" to={`/searches/new?strategy=${card.strategy_id}&version=${String(card.spec_version)}&kind=walkforward`}>Walk it forward</Link>}>
      {sentence(reason ?? "")}. Tuned anew on each window and tested on the next, rules show whether their parameters hold.
    </Empty>
  );
  return (
    <TablePanel
      title="Walk-forward"
      label="Walk-forward"
      instead={walk ? undefined : nothing}
      chart={walk && <Drawn walk={walk} />}
      table={() => walk && <DataTable caption="Folds of the walk-forward" columns={columns(walk)} rows={walk.folds} rowKey={(row) => String(row.number)} csvName={`folds-${card.run_id}`} />}
      foot={walk && <p className="muted small">{footText(walk)} <Link to={`/walkforwards/${walk.search_id}`}>The whole walk-forward</Link></p>}
    />
  );
}

const RISK: Record<CardWalk["risk"], string> = { low: "up", medium: "warn", high: "down" };

function Drawn({ walk }: { walk: CardWalk }) {
  return (
    <div className="stack">
      <dl className="card-figures">
        <div><dt>Sharpe kept</dt><dd>{plain(walk.ratio)}</dd><dd className={`note ${RISK[walk.risk]}`}>{walk.ratio === null ? "no fold to tell by" : `${words(walk.risk).toLowerCase()} risk`}</dd></div>
        <Told title="Chance without an edge" metric={walk.p_value} text={(value) => percent(value, 1)} />
        <Told title="Stable parameters" metric={walk.stable_share} text={(value) => percent(value, 0)} />
        <Told title="Overfit score" metric={walk.overfit_score} text={(value) => plain(value)} note={(value) => (Number(value) > 0.5 ? "over 0.50: overfit" : "0.50 or less")} />
        <div><dt>Sets tried</dt><dd>{walk.configurations_tried === null ? NOTHING : plain(walk.configurations_tried, 0)}</dd><dd className="note">in the family so far</dd></div>
      </dl>
      <FoldBars folds={walk.folds} />
    </div>
  );
}

function Told({ title, metric, text, note }: { title: string; metric: Metric; text: (value: string) => string; note?: (value: string) => string }) {
  const { value, reason } = metric;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value === null ? NOTHING : text(value)}</dd>
      {(reason ?? note) && <dd className="note">{value === null ? reason : note?.(value)}</dd>}
    </div>
  );
}

function footText(walk: CardWalk): string {
  const left = walk.folds.length - walk.folds_counted;
  const counted = `${String(walk.folds_counted)} of ${String(walk.folds.length)} folds count`;
  return `${counted}${left > 0 ? "; the others are struck out, the table says why" : ""}. ${plain(walk.sets_per_fold, 0)} sets were tried in each.`;
}

function columns(walk: CardWalk): readonly Column<Fold>[] {
  const names = Array.from(new Set(walk.folds.flatMap((fold) => Object.keys(fold.params ?? {}))));
  return [
    { key: "number", header: "Fold", numeric: true, value: (row) => row.number, cell: (row) => row.number },
    { key: "test", header: "Tested", value: (row) => row.test_from, cell: (row) => `${day(row.test_from)} to ${day(row.test_to)}` },
    ...names.map((name): Column<Fold> => ({ key: `param ${name}`, header: name, numeric: true, value: (row) => row.params?.[name], cell: (row) => <span className="mono">{row.params?.[name] ?? NOTHING}</span> })),
    { key: "train", header: "Train Sharpe", numeric: true, value: (row) => row.train_sharpe, cell: (row) => <>{plain(row.train_sharpe)}<small>{plain(row.train_trades, 0)} trades</small></> },
    { key: "tested", header: "Test Sharpe", numeric: true, value: (row) => row.test_sharpe, cell: (row) => <>{plain(row.test_sharpe)}<small>{plain(row.test_trades, 0)} trades</small></> },
    { key: "return", header: "Test return", numeric: true, value: (row) => row.test_return, cell: (row) => <GainPercent fraction={row.test_return} places={1} /> },
    { key: "kept", header: "Kept", numeric: true, value: (row) => row.ratio, cell: (row) => <Kept fold={row} /> },
  ];
}

function Kept({ fold }: { fold: Fold }) {
  if (!fold.counted) return <span className="muted">{plain(fold.ratio)}<small>not counted: {fold.note ?? "too few trades"}</small></span>;
  return <span className={RISK[fold.risk]}>{plain(fold.ratio)}<small>{fold.note ?? `${words(fold.risk).toLowerCase()} risk`}</small></span>;
}
