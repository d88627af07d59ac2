/** Bars and trades of the API as a candle chart takes them. */
import type { Candle, FloorTrade, Trade } from "@/lib/api/types";
import { forDrawing, money, price, signOf, words } from "@/lib/format";
import { uniqueTimes } from "../model";
import type { Candlestick, TradeMark } from "./model";

export const seconds = (when: string): number => Math.floor(Date.parse(when) / 1000);

/** An axis value as a price: eight meaningful digits. */
export const priceOf = (value: number): string => price(String(Number(value.toPrecision(8))));

export function candlesticks(bars: readonly Candle[]): Candlestick[] {
  return uniqueTimes(bars.map((bar) => ({
    time: seconds(bar.ts),
    open: forDrawing(bar.open),
    high: forDrawing(bar.high),
    low: forDrawing(bar.low),
    close: forDrawing(bar.close),
    volume: forDrawing(bar.volume),
  })));
}

type RoundTrip = Pick<Trade, "direction" | "net_pnl" | "entry_price" | "exit_price" | "initial_stop" | "target" | "exit_reason">;

function markOf(trip: RoundTrip, id: string, entered: string, left: string): TradeMark {
  return {
    id,
    long: trip.direction === "long",
    gain: signOf(trip.net_pnl) !== -1,
    entry: { time: seconds(entered), price: forDrawing(trip.entry_price) },
    exit: { time: seconds(left), price: forDrawing(trip.exit_price) },
    stop: trip.initial_stop === null ? null : forDrawing(trip.initial_stop),
    target: trip.target === null ? null : forDrawing(trip.target),
    text: `${words(trip.exit_reason)}, ${money(trip.net_pnl, true)}`,
  };
}

export const tradeMarks = (trades: readonly Trade[]): TradeMark[] =>
  trades.map((trade) => markOf(trade, String(trade.number), trade.entry_ts, trade.exit_ts));

/** Trades of the Floor that were left at or after the first of `bars`. */
export const floorMarks = (trades: readonly FloorTrade[], bars: readonly Candle[]): TradeMark[] =>
  trades.filter((trade) => trade.exit_at >= (bars[0]?.ts ?? "")).map((trade) => markOf(trade, trade.trade_id, trade.entry_at, trade.exit_at));
