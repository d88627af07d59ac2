/** Cuts an expression into coloured pieces and finds the place an error points at. Pure. */
import type { SpecError } from "@/lib/api/types";

export type PieceKind = "word" | "function" | "param" | "number" | "plain";

export interface Piece {
  text: string;
  kind: PieceKind;
  wrong: boolean;
}

const TOKEN = /\$[A-Za-z_]\w*|\b(?:and|or|not|crosses_above|crosses_below)\b|[A-Za-z_]\w*(?=\s*\()|[A-Za-z_]\w*|\d+(?:\.\d+)?/g;
const WORD = /^(?:and|or|not|crosses_above|crosses_below)$/;

function kindOf(token: string, source: string, end: number): PieceKind {
  if (token.startsWith("$")) return "param";
  if (/^\d/.test(token)) return "number";
  if (/^\s*\(/.test(source.slice(end)) && !/^(?:and|or|not)$/.test(token)) return "function";
  return WORD.test(token) ? "word" : "plain";
}

export interface Span {
  start: number;
  end: number;
}

/** Offsets of the token an error names; line and column count from 1. An end of text is one place wide. */
export function spanOf(source: string, error: Pick<SpecError, "line" | "column" | "token">): Span | null {
  if (error.column === null || error.column === undefined) return null;
  const before = source.split("\n").slice(0, (error.line ?? 1) - 1);
  const start = before.reduce((sum, line) => sum + line.length + 1, 0) + error.column - 1;
  return { start, end: Math.max(start + 1, start + (error.token?.length ?? 1)) };
}

export function pieces(source: string, wrong: Span | null): Piece[] {
  const found: Piece[] = [];
  const put = (from: number, to: number, kind: PieceKind) => {
    for (const [start, end] of cut(from, to, wrong))
      found.push({ text: source.slice(start, end), kind, wrong: wrong !== null && start >= wrong.start && end <= wrong.end });
  };
  let at = 0;
  for (const match of source.matchAll(TOKEN)) {
    const end = match.index + match[0].length;
    if (match.index > at) put(at, match.index, "plain");
    put(match.index, end, kindOf(match[0], source, end));
    at = end;
  }
  if (at < source.length) put(at, source.length, "plain");
  if (wrong && wrong.start >= source.length) found.push({ text: " ", kind: "plain", wrong: true });
  return found;
}

function cut(from: number, to: number, wrong: Span | null): [number, number][] {
  const edges = wrong ? [wrong.start, wrong.end].filter((edge) => edge > from && edge < to) : [];
  const points = [from, ...edges, to];
  return points.slice(1).map((end, index) => [points[index] ?? from, end]);
}
