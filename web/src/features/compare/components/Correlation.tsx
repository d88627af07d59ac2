/** How alike the daily returns of the runs are: 1 moves together, 0 has nothing to do with it, -1 against it. */
import type { Comparison } from "@/lib/api/types";
import { plain } from "@/lib/format";
import { Card } from "@/ui/basic";
import { HeatGrid } from "@/ui/HeatGrid";
import { letterOf } from "../api/metrics";

export function Correlation({ comparison: { runs, correlation } }: { comparison: Comparison }) {
  const letters = runs.map((_, index) => letterOf(index));
  return (
    <Card title="Correlation of daily returns">
      <HeatGrid
        label="Correlation of daily returns"
        x="run"
        y="run"
        columns={letters}
        rows={letters}
        scale={1}
        cell={(row, column) => {
          const value = correlation[row]?.[column] ?? null;
          const pair = `${String(runs[row]?.name)} (${letterOf(row)}) with ${String(runs[column]?.name)} (${letterOf(column)})`;
          return { value, text: plain(value), said: value === null ? `${pair}: not known, one of them does not move` : `${pair}: ${plain(value)}` };
        }}
      />
      <p className="muted small">Runs that move together are one bet made twice.</p>
    </Card>
  );
}
