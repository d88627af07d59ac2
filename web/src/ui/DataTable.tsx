/**
 * A table a person can use without a mouse: headers sort, arrow keys walk the rows, Enter opens one,
 * 50 rows a page, CSV of all rows. On narrow screens each row becomes a list; the roles keep it a table.
 */
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { download, toCsv, type Cell } from "@/lib/csv";
import { Button } from "./basic";

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** What the column sorts by and exports; leave out for a column of buttons. */
  value?: (row: Row) => Cell;
  numeric?: boolean;
}

interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** How a row's opening button is named, and what opening does. */
  onOpen?: (row: Row) => void;
  csvName?: string;
}

const PAGE_ROWS = 50;

interface Sorting {
  key: string;
  descending: boolean;
}

export function DataTable<Row>({ caption, columns, rows, rowKey, onOpen, csvName }: TableProps<Row>) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [page, setPage] = useState(0);
  const sorted = useMemo(() => arranged(rows, columns, sorting), [rows, columns, sorting]);
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_ROWS));
  const at = Math.min(page, pages - 1);
  const shown = sorted.slice(at * PAGE_ROWS, (at + 1) * PAGE_ROWS);
  return (
    <div>
      <div className="table-wrap">
        <table className="table" role="table" aria-label={caption}>
          <Head columns={columns} sorting={sorting} onSort={setSorting} />
          <Body columns={columns} rows={shown} rowKey={rowKey} onOpen={onOpen} />
        </table>
      </div>
      {(pages > 1 || csvName) && (
        <div className="table-foot">
          <span>{sorted.length} {sorted.length === 1 ? "row" : "rows"}</span>
          {pages > 1 && <Pager page={at} pages={pages} onPage={setPage} />}
          <span className="grow" />
          {csvName && (
            <Button look="quiet" onClick={() => { download(`${csvName}.csv`, csvOf(columns, sorted)); }}>
              Export CSV
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Head<Row>({ columns, sorting, onSort }: {
  columns: readonly Column<Row>[];
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
}) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => {
          const mine = sorting?.key === column.key ? sorting : null;
          const order = mine ? (mine.descending ? "descending" : "ascending") : "none";
          return (
            <th
              key={column.key}
              role="columnheader"
              scope="col"
              className={column.numeric ? "num" : ""}
              aria-sort={column.value ? order : undefined}
            >
              {column.value ? (
                <button
                  type="button"
                  onClick={() => {
                    onSort({ key: column.key, descending: mine ? !mine.descending : Boolean(column.numeric) });
                  }}
                >
                  {column.header}
                  <span className="arrow" aria-hidden="true">{mine ? (mine.descending ? "↓" : "↑") : ""}</span>
                </button>
              ) : (
                column.header || <span className="sr-only">Actions</span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Body<Row>({ columns, rows, rowKey, onOpen }: {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  onOpen: ((row: Row) => void) | undefined;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState(0);
  const walk = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const lines = Array.from(body.current?.rows ?? []);
    const from = lines.findIndex((line) => line === document.activeElement);
    const to = target(event.key, from, lines.length);
    if (from < 0 || to === null) return;
    event.preventDefault();
    setFocused(to);
    lines[to]?.focus();
  };
  return (
    <tbody role="rowgroup" ref={body} onKeyDown={walk}>
      {rows.map((row, index) => (
        <tr
          key={rowKey(row)}
          role="row"
          tabIndex={index === Math.min(focused, rows.length - 1) ? 0 : -1}
          className={onOpen ? "opens" : ""}
          onClick={(event) => {
            if (!(event.target as HTMLElement).closest("button, a, input, label")) onOpen?.(row);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.target !== event.currentTarget) return;
            // Or the same press would also push the button that the opened dialog focuses.
            event.preventDefault();
            onOpen?.(row);
          }}
        >
          {columns.map((column) => (
            <td key={column.key} role="cell" data-label={column.header} className={column.numeric ? "num" : ""}>
              <div>{column.cell(row)}</div>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function Pager({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  return (
    <>
      <Button look="quiet" disabled={page === 0} onClick={() => { onPage(page - 1); }}>Previous</Button>
      <span>Page {page + 1} of {pages}</span>
      <Button look="quiet" disabled={page >= pages - 1} onClick={() => { onPage(page + 1); }}>Next</Button>
    </>
  );
}

function target(key: string, from: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(from + 1, count - 1);
    case "ArrowUp":
      return Math.max(from - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function compare(a: Cell, b: Cell): number {
  const none = (cell: Cell) => cell === null || cell === undefined || cell === "";
  if (none(a) || none(b)) return Number(none(a)) - Number(none(b));
  const [left, right] = [String(a), String(b)];
  if (NUMBER.test(left) && NUMBER.test(right)) return Number(left) - Number(right);
  return left.localeCompare(right);
}

function arranged<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting | null): readonly Row[] {
  const value = columns.find((column) => column.key === sorting?.key)?.value;
  if (!sorting || !value) return rows;
  const direction = sorting.descending ? -1 : 1;
  return [...rows].sort((a, b) => direction * compare(value(a), value(b)));
}

function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const kept = columns.filter((column) => column.value);
  return toCsv(kept.map((column) => column.header), rows.map((row) => kept.map((column) => column.value?.(row))));
}
