/**
 * A grid of figures by two things, coloured by size, that keys can walk: arrows, Home, End, Enter picks.
 * What the cell under the cursor says stands in words below. With many columns the figures stay in the words.
 */
import { useRef, useState, type KeyboardEvent } from "react";
import { heat } from "./heat";

export interface HeatCell {
  value: number | null;
  /** In the cell. */
  text: string;
  /** In the line below, and to assistive technology. */
  said: string;
  /** A background of its own, where bands say more than a gradient. */
  tint?: string;
}

interface GridProps {
  label: string;
  /** What the columns and the rows are of. */
  x: string;
  y: string;
  columns: readonly string[];
  rows: readonly string[];
  cell: (row: number, column: number) => HeatCell;
  scale: number;
  chosen?: readonly [number, number] | null;
  /** Where walking begins when nothing is chosen. */
  start?: readonly [number, number];
  onPick?: (row: number, column: number) => void;
}

const MOST_WITH_FIGURES = 16;

export function HeatGrid({ label, x, y, columns, rows, cell, scale, chosen = null, start = [0, 0], onPick }: GridProps) {
  const [at, setAt] = useState<readonly [number, number]>(chosen ?? start);
  const [hovered, setHovered] = useState<readonly [number, number] | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const dense = columns.length > MOST_WITH_FIGURES;
  const go = (row: number, column: number) => {
    const next = [clamp(row, rows.length), clamp(column, columns.length)] as const;
    setAt(next);
    body.current?.rows[next[0]]?.cells[next[1] + 1]?.focus();
  };
  const pressed = (event: KeyboardEvent, row: number, column: number) => {
    const step = STEPS[event.key];
    if (event.key === "Enter" || event.key === " ") onPick?.(row, column);
    else if (step) go(row + step[0], column + step[1]);
    else if (event.key === "Home") go(event.ctrlKey ? 0 : row, 0);
    else if (event.key === "End") go(event.ctrlKey ? rows.length : row, columns.length);
    else return;
    event.preventDefault();
  };
  const shown = hovered ?? at;
  return (
    <div className="heat">
      <div className="heat-scroll">
        <table role="grid" aria-label={label} className={dense ? "heat-grid dense" : "heat-grid"}>
          <thead>
            <tr>
              <th scope="col" className="corner"><span>{y}</span> <span aria-hidden="true">\</span> <span>{x}</span></th>
              {columns.map((name, column) => <th key={name} scope="col">{dense && column % 5 !== 0 ? <span className="sr-only">{name}</span> : name}</th>)}
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((name, row) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {columns.map((columnName, column) => {
                  const { value, text, said, tint } = cell(row, column);
                  const mine = chosen?.[0] === row && chosen[1] === column;
                  return (
                    <td
                      key={columnName}
                      role="gridcell"
                      tabIndex={at[0] === row && at[1] === column ? 0 : -1}
                      aria-label={mine ? `${said}, chosen` : said}
                      className={mine ? "chosen" : onPick ? "picks" : ""}
                      style={{ background: tint ?? heat(value, scale) }}
                      onKeyDown={(event) => { pressed(event, row, column); }}
                      onFocus={() => { setAt([row, column]); setHovered(null); }}
                      onPointerMove={({ movementX, movementY }) => { if (movementX !== 0 || movementY !== 0) setHovered([row, column]); }}
                      onPointerLeave={() => { setHovered(null); }}
                      onClick={() => { setAt([row, column]); onPick?.(row, column); }}
                    >
                      {dense ? "" : text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small heat-said" data-testid="heat-said">{cell(clamp(shown[0], rows.length), clamp(shown[1], columns.length)).said}</p>
    </div>
  );
}

const STEPS: Record<string, readonly [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const clamp = (index: number, count: number): number => Math.min(count - 1, Math.max(0, index));
