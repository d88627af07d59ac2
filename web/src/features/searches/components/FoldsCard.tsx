/** Folds drawn in time, with the table of what was chosen and what came of it behind. */
import type { Fold, WalkforwardDetail } from "@/lib/api/types";
import { day, NOTHING, percent, plain, words } from "@/lib/format";
import { Card, GainPercent } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty } from "@/ui/states";
import { objectiveName, scoreText } from "../api/figures";
import { FoldsTimeline } from "./FoldsTimeline";

export function FoldsCard({ walk }: { walk: WalkforwardDetail }) {
  const { folds } = walk;
  return (
    <Card title={<>Folds <span className="muted">{walk.folds_counted} of {folds.length} count</span></>} label="Folds">
      {folds.length === 0 ? <Empty title="No fold">The bars are too few for one train and one test window.</Empty> : (
        <div className="stack">
          <FoldsTimeline folds={folds} purgeBars={walk.purge_bars} />
          <DataTable caption="Folds" columns={columns(walk)} rows={folds} rowKey={(row) => String(row.number)} csvName={`folds-${walk.search_id}`} />
        </div>
      )}
    </Card>
  );
}

const RISK: Record<Fold["risk"], string> = { low: "up", medium: "warn", high: "down" };

function columns(walk: WalkforwardDetail): readonly Column<Fold>[] {
  return [
    { key: "number", header: "Fold", numeric: true, value: (row) => row.number, cell: (row) => row.number },
    { key: "test", header: "Tested", value: (row) => row.test_from, cell: (row) => <span className="nowrap">{day(row.test_from)} to {day(row.test_to)}</span> },
    ...walk.parameters.map((name): Column<Fold> => ({ key: `param ${name}`, header: name, numeric: true, value: (row) => row.params?.[name], cell: (row) => <span className="mono">{row.params?.[name] ?? NOTHING}</span> })),
    ...(walk.objective === "sharpe" ? [] : [score(walk)]),
    { key: "trainSharpe", header: "Train Sharpe", numeric: true, value: (row) => row.train_sharpe, cell: (row) => <>{plain(row.train_sharpe)}<small>{plain(row.train_trades, 0)} trades</small></> },
    { key: "testSharpe", header: "Test Sharpe", numeric: true, value: (row) => row.test_sharpe, cell: (row) => <>{plain(row.test_sharpe)}<small>{plain(row.test_trades, 0)} trades</small></> },
    { key: "return", header: "Test return", numeric: true, value: (row) => row.test_return, cell: (row) => <GainPercent fraction={row.test_return} places={1} /> },
    { key: "drawdown", header: "Drawdown", numeric: true, value: (row) => row.test_drawdown, cell: (row) => percent(row.test_drawdown, 1) },
    { key: "ratio", header: "Kept", numeric: true, value: (row) => row.ratio, cell: (row) => <Kept fold={row} /> },
  ];
}

const score = (walk: WalkforwardDetail): Column<Fold> => ({ key: "score", header: objectiveName(walk.objective), numeric: true, value: (row) => row.score, cell: (row) => scoreText(walk.objective, row.score) });

function Kept({ fold }: { fold: Fold }) {
  if (!fold.counted) return <span className="muted">{plain(fold.ratio)}<small>not counted: {fold.note ?? "too few trades"}</small></span>;
  return <span className={RISK[fold.risk]}>{plain(fold.ratio)}<small>{fold.note ?? `${words(fold.risk)} risk`}</small></span>;
}
