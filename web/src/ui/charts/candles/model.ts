/** What a candle chart shows, without saying how it is drawn. Times are seconds UTC, ascending and unique. */
import type { Ink, Point } from "../model";

export interface Candlestick {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** One round trip; prices in quote currency. */
export interface TradeMark {
  id: string;
  long: boolean;
  gain: boolean;
  entry: { time: number; price: number };
  exit: { time: number; price: number };
  stop: number | null;
  target: number | null;
  /** In a few words, for the readout. */
  text: string;
}

/** A line of an indicator: on the price, or in a pane below (1, 2, ...). */
export interface Overlay {
  name: string;
  ink: Ink;
  pane: number;
  look: "line" | "dashed" | "histogram" | "dots";
  points: readonly Point[];
  /** Levels that mean something, such as 30 and 70. */
  levels?: readonly number[];
}

/** A price that matters, drawn across the chart. */
export interface Level {
  name: string;
  price: number;
}

/** Charts that point at the same moment; seconds UTC. */
export interface Link {
  time: number | null;
  onTime: (time: number | null) => void;
}

export interface CandleSpec {
  /** Which series this is: while it stays the same, new bars do not move the view. */
  key: string;
  /** Title, period and last price in words, for those who do not see it. */
  label: string;
  bars: readonly Candlestick[];
  overlays?: readonly Overlay[];
  trades?: readonly TradeMark[];
  levels?: readonly Level[];
  format: (value: number) => string;
}

/** Seconds UTC to show; null: the latest bars. */
export interface View {
  from: number;
  to: number;
}
