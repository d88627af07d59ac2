/** The figure searched by over two parameters: a grid that keys can walk, and the table behind it. */
import { useState } from "react";
import type { HeatMap, OptimisationDetail } from "@/lib/api/types";
import { Skeleton } from "@/ui/basic";
import { TablePanel } from "@/ui/charts/ChartPanel";
import { DataTable, type Column } from "@/ui/DataTable";
import { SelectField } from "@/ui/Field";
import { scaleOf } from "@/ui/heat";
import { HeatGrid } from "@/ui/HeatGrid";
import { Problem } from "@/ui/states";
import { objectiveName, scoreText } from "../api/figures";
import { useHeatMap } from "../api/queries";

interface Cell {
  x: string;
  y: string;
  score: string | null;
}

export function HeatMapCard({ search, onPick }: { search: OptimisationDetail; onPick: (pair: Record<string, string>) => void }) {
  const names = search.parameters;
  const [x, setX] = useState(names[0] ?? "");
  const [y, setY] = useState(names[1] ?? "");
  const map = useHeatMap(search.search_id, x, y);
  const options = names.map((name) => ({ value: name, text: name }));
  // The same parameter cannot be on both axes: choosing it swaps them.
  const choose = (axis: "x" | "y", name: string) => {
    if (axis === "x") { setX(name); if (name === y) setY(x); } else { setY(name); if (name === x) setX(y); }
  };
  const name = objectiveName(search.objective);
  return (
    <TablePanel
      title={<>{name} <span className="muted">{x} across, {y} down</span></>}
      label="Heat map"
      table={() => map.data && <DataTable caption={`${name} by ${x} and ${y}`} columns={columns(map.data)} rows={cellsOf(map.data)} rowKey={(row) => `${row.x} ${row.y}`} csvName={`heat-${x}-${y}`} />}
      chart={map.data && (
        <div className="stack-s">
          {names.length > 2 && (
            <div className="fields" style={{ maxWidth: 420 }}>
              <SelectField label="Across" value={x} options={options} onValue={(chosen) => { choose("x", chosen); }} />
              <SelectField label="Down" value={y} options={options} onValue={(chosen) => { choose("y", chosen); }} />
            </div>
          )}
          <Grid map={map.data} best={search.best?.params} name={name} onPick={onPick} />
          <p className="muted small">Each cell is the best of all sets with these two values. Green above 0, red below; a good cell among bad neighbours is luck. Arrows walk the cells, Enter opens one.</p>
        </div>
      )}
      instead={map.data ? undefined : map.isError ? <Problem error={map.error} onRetry={() => void map.refetch()} /> : <Skeleton height={300} />}
    />
  );
}

function Grid({ map, best, name, onPick }: { map: HeatMap; best: Record<string, string> | undefined; name: string; onPick: (pair: Record<string, string>) => void }) {
  const scale = scaleOf(map.scores.flat().map((score) => (score === null ? null : Number(score))));
  const place = (values: readonly string[], value: string | undefined) => values.findIndex((one) => Number(one) === Number(value));
  const at = best ? ([place(map.y_values, best[map.y]), place(map.x_values, best[map.x])] as const) : null;
  return (
    <HeatGrid
      key={`${map.x} ${map.y}`}
      label={`${name} by ${map.x} and ${map.y}`}
      x={map.x}
      y={map.y}
      columns={map.x_values}
      rows={map.y_values}
      scale={scale}
      chosen={at && at[0] >= 0 && at[1] >= 0 ? at : null}
      cell={(row, column) => {
        const score = map.scores[row]?.[column] ?? null;
        const text = score === null ? "" : scoreText(map.objective, score);
        const where = `${map.x} ${String(map.x_values[column])}, ${map.y} ${String(map.y_values[row])}`;
        return { value: score === null ? null : Number(score), text, said: score === null ? `${where}: not ranked` : `${where}: ${name} ${text}` };
      }}
      onPick={(row, column) => {
        const [across, down] = [map.x_values[column], map.y_values[row]];
        if (across !== undefined && down !== undefined && map.scores[row]?.[column] !== null) onPick({ [map.x]: across, [map.y]: down });
      }}
    />
  );
}

const cellsOf = (map: HeatMap): Cell[] => map.y_values.flatMap((y, row) => map.x_values.map((x, column) => ({ x, y, score: map.scores[row]?.[column] ?? null })));

const columns = (map: HeatMap): readonly Column<Cell>[] => [
  { key: "x", header: map.x, numeric: true, value: (row) => row.x, cell: (row) => row.x },
  { key: "y", header: map.y, numeric: true, value: (row) => row.y, cell: (row) => row.y },
  { key: "score", header: objectiveName(map.objective), numeric: true, value: (row) => row.score, cell: (row) => (row.score === null ? "not ranked" : scoreText(map.objective, row.score)) },
];
