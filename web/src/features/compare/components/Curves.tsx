/** Equity of all runs from a common 100, and their drawdowns below; each line ends in its run's letter. */
import { useMemo } from "react";
import type { Comparison } from "@/lib/api/types";
import { day, percent, plain } from "@/lib/format";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import { HUES, uniqueTimes, type ChartLine, type ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { letterOf } from "../api/metrics";

const HEIGHT = 420;

export function Curves({ comparison }: { comparison: Comparison }) {
  const spec = useMemo(() => specOf(comparison), [comparison]);
  const rows = comparison.ts.map((when, index) => ({ when, index }));
  const columns: readonly Column<{ when: string; index: number }>[] = [
    { key: "day", header: "Day", value: (row) => row.when, cell: (row) => day(row.when) },
    ...comparison.runs.flatMap((run, place): Column<{ when: string; index: number }>[] => [
      { key: `${run.run_id} equity`, header: `${letterOf(place)} equity`, numeric: true, value: (row) => run.base_100[row.index], cell: (row) => plain(run.base_100[row.index]) },
      { key: `${run.run_id} fall`, header: `${letterOf(place)} drawdown`, numeric: true, value: (row) => run.drawdown[row.index], cell: (row) => percent(run.drawdown[row.index], 1) },
    ]),
  ];
  return (
    <ChartPanel
      title="Equity from 100, drawdown below"
      label="Equity of the runs"
      spec={spec}
      height={HEIGHT}
      table={() => <DataTable caption="Equity of the runs from 100" columns={columns} rows={rows} rowKey={(row) => row.when} csvName="comparison-equity" />}
    />
  );
}

function specOf({ ts, runs }: Comparison): ChartSpec {
  const times = ts.map((when) => Math.floor(Date.parse(when) / 1000));
  const line = (values: readonly number[], sign: number) => uniqueTimes(times.map((time, index) => ({ time, value: sign * (values[index] ?? NaN) })));
  const look = (index: number): Pick<ChartLine, "ink" | "tag" | "dashed"> => ({ ink: HUES[index % HUES.length] ?? "gold", tag: letterOf(index), dashed: index >= 5 });
  return {
    label: `Equity of ${String(runs.length)} runs from 100: ${runs.map((run, index) => `${letterOf(index)} ends at ${plain(run.base_100.at(-1))}`).join(", ")}`,
    format: (value) => plain(value, 0),
    lines: [
      ...runs.map((run, index) => ({ name: run.name, ...look(index), points: line(run.base_100, 1) })),
      ...runs.map((run, index) => ({ name: `${run.name}, drawdown`, ...look(index), hidden: true, pane: 1, points: line(run.drawdown, -1), format: (value: number) => percent(value, 0) })),
    ],
  };
}
