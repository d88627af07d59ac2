/** Which parameters are searched over, through which values, and which stay where they are. */
import { plain } from "@/lib/format";
import { CheckField, TextField } from "@/ui/Field";
import { combinations, countOf, type RangeRow } from "../api/form";

export function RangeRows({ rows, onRows, drawn }: { rows: readonly RangeRow[]; onRows: (rows: readonly RangeRow[]) => void; drawn: boolean }) {
  const edit = (name: string, change: Partial<RangeRow>) => { onRows(rows.map((row) => (row.name === name ? { ...row, ...change } : row))); };
  const all = combinations(rows);
  return (
    <fieldset>
      <legend>Parameters</legend>
      {rows.map((row) => (
        <div className="range-row" key={row.name} role="group" aria-label={`Parameter ${row.name}`}>
          <CheckField label={<span className="mono">${row.name}</span>} checked={row.on} onChecked={(on) => { edit(row.name, { on }); }} />
          {row.on ? (
            <>
              <Cell label={`${row.name} from`} value={row.low} onValue={(low) => { edit(row.name, { low }); }} />
              <Cell label={`${row.name} to`} value={row.high} onValue={(high) => { edit(row.name, { high }); }} />
              <Cell label={`${row.name} step`} value={row.step} onValue={(step) => { edit(row.name, { step }); }} />
            </>
          ) : (
            <Cell label={`${row.name} held at`} value={row.value} onValue={(value) => { edit(row.name, { value }); }} />
          )}
          <CountOf row={row} />
        </div>
      ))}
      <p className="small" role="status" data-testid="combinations">
        {all === null ? <span className="down">A range needs a start, an end at or above it, and a step above 0.</span> : <><strong>{plain(all, 0)}</strong> <span className="muted">{drawn ? "sets to draw from" : "combinations"}, before the strategy&apos;s constraints</span></>}
      </p>
    </fieldset>
  );
}

function Cell({ label, value, onValue }: { label: string; value: string; onValue: (value: string) => void }) {
  return <TextField label={label.split(" ").slice(1).join(" ")} aria-label={label} className="mono" inputMode="decimal" value={value} onValue={onValue} />;
}

function CountOf({ row }: { row: RangeRow }) {
  const count = countOf(row);
  if (!row.on) return <span className="muted small count">held</span>;
  return <span className={`${count === null ? "down" : "muted"} small count`}>{count === null ? "no range" : `${plain(count, 0)} ${count === 1 ? "value" : "values"}`}</span>;
}
