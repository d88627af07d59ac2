/** RFC 4180 text and its download. Cells that a spreadsheet would run as a formula are quoted as text. */

export type Cell = string | number | null | undefined;

const FORMULA = /^[=@\t\r]|^[+-](?![\d.])/;

function field(cell: Cell): string {
  const raw = cell === null || cell === undefined ? "" : String(cell);
  const text = FORMULA.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}

export function download(name: string, text: string, type = "text/csv"): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  follow(url, name);
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 1000);
}

/** As a click on a link to a file would. */
export function follow(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.rel = "noreferrer";
  link.click();
}
