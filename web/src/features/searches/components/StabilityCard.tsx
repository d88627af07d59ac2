/** Whether the best set stands on a plateau: its neighbours, and how much each parameter matters. */
import type { OptimisationDetail, Sensitivity } from "@/lib/api/types";
import { percent } from "@/lib/format";
import { Card } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { objectiveName, scoreText } from "../api/figures";
import { Sparkline } from "./Sparkline";

export function StabilityCard({ search }: { search: OptimisationDetail }) {
  const { neighbourhood: near, best, objective } = search;
  const kept = near?.mean && best?.score && Number(best.score) > 0 ? Number(near.mean) / Number(best.score) : null;
  const name = objectiveName(objective);
  const columns: readonly Column<Sensitivity>[] = [
    { key: "name", header: "Parameter", value: (row) => row.name, cell: (row) => <span className="mono">{row.name}</span> },
    { key: "means", header: `Mean ${name} by value`, cell: (row) => <Sparkline label={`Mean ${name} by ${row.name}`} points={row.means.map((mean) => (mean === null ? null : Number(mean)))} said={row.values.map((value, index) => `${value}: ${scoreText(objective, row.means[index])}`)} /> },
    { key: "share", header: "Explains", numeric: true, value: (row) => row.share, cell: (row) => percent(row.share, 0) },
    { key: "spread", header: "Spread", numeric: true, value: (row) => row.spread, cell: (row) => scoreText(objective, row.spread).replace("+", "") },
  ];
  return (
    <Card title="Stability">
      <div className="stack">
        {near && (
          <div>
            <div className="row">
              <strong>Neighbours of the best</strong>
              <span className={kept === null ? "muted" : kept >= 0.7 ? "up" : kept >= 0.4 ? "warn" : "down"}>
                {near.mean === null ? "none is ranked" : `${name} ${scoreText(objective, near.mean)} on average`}{kept !== null && `, ${percent(kept, 0)} of the best`}
              </span>
            </div>
            <p className="muted small">
              {near.scored} of {near.tried} sets one step away are ranked. {kept === null ? "" : kept >= 0.7 ? "The best stands on a plateau: a small change does little." : kept >= 0.4 ? "A small change costs much of the figure." : "The best is a peak that a small change loses."}
            </p>
          </div>
        )}
        <DataTable caption="How much each parameter matters" columns={columns} rows={search.sensitivity} rowKey={(row) => row.name} />
      </div>
    </Card>
  );
}
