/** A line for each figure, a column for each run; the best of a line is marked by a star. */
import { Link } from "react-router";
import type { ComparedRun } from "@/lib/api/types";
import { NOTHING } from "@/lib/format";
import { DataTable, type Column } from "@/ui/DataTable";
import { bestOf, FIGURES, letterOf, type Figure } from "../api/metrics";

export function MetricsTable({ runs }: { runs: readonly ComparedRun[] }) {
  const rows = FIGURES.filter((figure) => runs.some((run) => run.metrics[figure.name]));
  const columns: readonly Column<Figure>[] = [
    { key: "figure", header: "Figure", value: (row) => row.label, cell: (row) => row.label },
    ...runs.map((run, index): Column<Figure> => ({
      key: run.run_id,
      header: letterOf(index),
      numeric: true,
      value: (row) => run.metrics[row.name]?.value ?? null,
      cell: (row) => <Value figure={row} run={run} best={bestOf(runs, row).includes(index)} />,
    })),
  ];
  return (
    <>
      <ul className="run-letters">
        {runs.map((run, index) => <li key={run.run_id}><strong>{letterOf(index)}</strong> <Link to={`/backtests/${run.run_id}`}>{run.name}</Link></li>)}
      </ul>
      <DataTable caption="Figures of the runs" columns={columns} rows={rows} rowKey={(row) => row.name} csvName="comparison" />
    </>
  );
}

function Value({ figure, run, best }: { figure: Figure; run: ComparedRun; best: boolean }) {
  const metric = run.metrics[figure.name];
  if (!metric || metric.value === null) return <span className="muted" title={metric?.reason ?? undefined}>{NOTHING}<span className="sr-only"> {metric?.reason}</span></span>;
  if (!best) return <>{figure.text(metric.value)}</>;
  return <strong className="gold"><span aria-hidden="true">★ </span><span className="sr-only">Best: </span>{figure.text(metric.value)}</strong>;
}
