import { Link, useNavigate } from "react-router";
import type { Backtest } from "@/lib/api/types";
import { percent, plain, stamp, words } from "@/lib/format";
import { isRunning } from "@/lib/reads";
import { GainPercent, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { CheckField } from "@/ui/Field";
import { Empty } from "@/ui/states";
import { tradedText } from "../api/traded";
import { VerdictWord } from "./VerdictWord";

const COLUMNS: readonly Column<Backtest>[] = [
  { key: "created", header: "Started", value: (row) => row.created_at, cell: (row) => <Link to={`/backtests/${row.run_id}`}>{stamp(row.created_at)}</Link> },
  { key: "strategy", header: "Strategy", value: (row) => row.name, cell: (row) => <>{row.name}<small>version {row.version}</small></> },
  { key: "series", header: "Series", value: (row) => row.series, cell: (row) => tradedText(row) },
  { key: "return", header: "Return", numeric: true, value: (row) => row.whole["total_return"], cell: (row) => <GainPercent fraction={row.whole["total_return"]} /> },
  { key: "sharpe", header: "Sharpe held out", numeric: true, value: (row) => row.out_of_sample["sharpe"], cell: (row) => plain(row.out_of_sample["sharpe"]) },
  { key: "drawdown", header: "Drawdown", numeric: true, value: (row) => row.whole["max_drawdown"], cell: (row) => percent(row.whole["max_drawdown"], 1) },
  { key: "trades", header: "Trades", numeric: true, value: (row) => row.whole["trades"], cell: (row) => plain(row.whole["trades"], 0) },
  { key: "state", header: "State", numeric: true, value: (row) => row.verdict ?? row.state, cell: (row) => <RunState run={row} /> },
];

function RunState({ run }: { run: Backtest }) {
  if (isRunning(run)) return <span className="gold">{words(run.state)}, {percent(run.progress_fraction, 0)}</span>;
  if (run.verdict) return <VerdictWord verdict={run.verdict} />;
  return <span className={run.state === "FAILED" ? "down" : "muted"}>{words(run.state)}</span>;
}

interface Picking {
  picked: readonly string[];
  /** As many as may be are picked. */
  full: boolean;
  toggle: (runId: string) => void;
}

const pickColumn = ({ picked, full, toggle }: Picking): Column<Backtest> => ({
  key: "pick",
  header: "Compare",
  cell: (row) => (
    <CheckField
      hiddenLabel
      label={`Compare ${row.name} of ${stamp(row.created_at)}`}
      checked={picked.includes(row.run_id)}
      disabled={row.state !== "COMPLETED" || (full && !picked.includes(row.run_id))}
      onChecked={() => { toggle(row.run_id); }}
    />
  ),
});

export function RunsTable({ runs, picking }: { runs: readonly Backtest[] | undefined; picking?: Picking }) {
  const navigate = useNavigate();
  if (!runs) return <Skeleton height={120} />;
  if (runs.length === 0) return <Empty title="No backtest yet">Run one: it says what the rules would have done, with costs, and which gates they pass.</Empty>;
  return <DataTable caption="Backtests" columns={picking ? [pickColumn(picking), ...COLUMNS] : COLUMNS} rows={runs} rowKey={(row) => row.run_id} onOpen={(row) => void navigate(`/backtests/${row.run_id}`)} csvName="backtests" />;
}
