/** What a chart shows, without saying how it is drawn. Times are seconds UTC, ascending and unique. */

export type Ink = "up" | "down" | "gold" | "muted";

export interface Point {
  time: number;
  value: number;
}

export interface Bar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
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
  candles?: readonly Bar[];
  filled?: boolean;
  /** The fill hangs from the top, as a drawdown does. */
  below?: boolean;
  dashed?: boolean;
  pane?: number;
  markers?: readonly Marker[];
  format?: (value: number) => string;
  /** The smallest step its axis may show. */
  step?: number;
}

export interface ChartSpec {
  /** Title, trend, period and current value in words, for those who do not see it. */
  label: string;
  lines: readonly ChartLine[];
  format: (value: number) => string;
}

/** The drawn time nearest to `time`; `times` ascend and are not empty. */
export function nearest(times: readonly number[], time: number): number {
  return times.reduce((best, one) => (Math.abs(one - time) < Math.abs(best - time) ? one : best), times[0] ?? time);
}
