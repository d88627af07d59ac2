/** Walking a candle chart by keys: which bar comes next, and which part is then in view. Pure. */

export interface Range {
  from: number;
  to: number;
}

export type Move = { kind: "bar"; index: number } | { kind: "zoom"; factor: number } | { kind: "all" } | { kind: "trade"; step: 1 | -1 };

const PAGE = 10;
export const ZOOM = 0.7;
export const FEWEST = 10;

/** What a key asks for, from the bar the cursor is on; null: not ours. */
export function moveOf(key: string, shift: boolean, at: number, count: number): Move | null {
  const bar = (index: number): Move => ({ kind: "bar", index: Math.min(count - 1, Math.max(0, index)) });
  const step = shift ? PAGE : 1;
  switch (key) {
    case "ArrowLeft":
      return bar(at - step);
    case "ArrowRight":
      return bar(at + step);
    case "PageUp":
      return bar(at - PAGE);
    case "PageDown":
      return bar(at + PAGE);
    case "Home":
      return bar(count - 1);
    case "End":
      return bar(0);
    case "ArrowUp":
      return { kind: "trade", step: -1 };
    case "ArrowDown":
      return { kind: "trade", step: 1 };
    case "+":
    case "=":
      return { kind: "zoom", factor: ZOOM };
    case "-":
    case "_":
      return { kind: "zoom", factor: 1 / ZOOM };
    case "0":
      return { kind: "all" };
    default:
      return null;
  }
}

/** The range made narrower or wider about `around`, never wider than all bars by much nor under a few. */
export function zoomed(range: Range, factor: number, around: number, count: number): Range {
  const width = range.to - range.from;
  const wanted = Math.min(Math.max(width * factor, FEWEST), count + FEWEST);
  const share = width > 0 ? Math.min(1, Math.max(0, (around - range.from) / width)) : 1;
  return { from: around - wanted * share, to: around + wanted * (1 - share) };
}

/** The range moved as little as shows `index`, with a margin. */
export function revealing(range: Range, index: number): Range {
  const margin = Math.min(5, (range.to - range.from) / 4);
  const short = Math.min(0, index - margin - range.from) || Math.max(0, index + margin - range.to);
  return { from: range.from + short, to: range.to + short };
}
