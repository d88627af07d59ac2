/** What a chart shows, without saying how it is drawn. Times are seconds UTC, ascending and unique. */

/** Gain, loss, the one that matters, what it is held against; and hues that tell several apart. */
export type Ink = "up" | "down" | "gold" | "muted" | "glass" | "human" | "exchange" | `hue${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

export const HUES: readonly Ink[] = ["hue1", "hue2", "hue3", "hue4", "hue5", "hue6", "hue7", "hue8", "hue9", "hue10"];

export const inkToken = (ink: Ink): string => `var(--${ink})`;

export interface Point {
  time: number;
  value: number;
}

/** A dot on the line, or a word above it. */
export interface Marker {
  time: number;
  ink: Ink;
  text?: string;
}

export interface ChartLine {
  name: string;
  ink: Ink;
  points?: readonly Point[];
  filled?: boolean;
  /** The fill hangs from the top, as a drawdown does. */
  below?: boolean;
  dashed?: boolean;
  pane?: number;
  markers?: readonly Marker[];
  /** Not in the legend: another line already says it. */
  hidden?: boolean;
  /** A letter that names the line at its end, where hues alone would. */
  tag?: string;
  format?: (value: number) => string;
  /** The smallest step its axis may show. */
  step?: number;
  /** An axis of its own on the left, logarithmic: for what is hundreds of times another line. */
  left?: boolean;
  /** Its axis begins at nothing and ends a tenth above the highest. */
  fromZero?: boolean;
  /** The highest of all lines on that axis, where there are several. */
  axisTop?: number;
  thick?: boolean;
}

export interface ChartSpec {
  /** Title, trend, period and current value in words, for those who do not see it. */
  label: string;
  lines: readonly ChartLine[];
  format: (value: number) => string;
}

/** The drawn time nearest to `time`; `times` ascend and are not empty. */
export function nearest(times: readonly number[], time: number): number {
  const before = times[indexAt(times, time)] ?? time;
  const after = times[indexAt(times, time) + 1] ?? before;
  return Math.abs(after - time) < Math.abs(before - time) ? after : before;
}

/** Runs of points without a hole: a line is drawn over none. */
export function runs(points: readonly { time: number; value: number | null }[]): Point[][] {
  const found: Point[][] = [[]];
  for (const { time, value } of points) {
    if (value === null) found.push([]);
    else found.at(-1)?.push({ time, value });
  }
  return found.filter((run) => run.length > 0);
}

/** The chart needs each time once; the last value of a second counts. */
export function uniqueTimes<T extends { time: number }>(points: readonly T[]): T[] {
  const byTime = new Map(points.map((point) => [point.time, point]));
  return Array.from(byTime.values()).sort((a, b) => a.time - b.time);
}

/** Index of the last time at or before `time`, 0 when all are later; `times` ascend and are not empty. */
export function indexAt(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
