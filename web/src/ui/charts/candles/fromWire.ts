/** Bars and trades of the API as a candle chart takes them. */
import type { Candle, Trade } from "@/lib/api/types";
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

export function tradeMarks(trades: readonly Trade[]): TradeMark[] {
  return trades.map((trade) => ({
    id: String(trade.number),
    long: trade.direction === "long",
    gain: signOf(trade.net_pnl) !== -1,
    entry: { time: seconds(trade.entry_ts), price: forDrawing(trade.entry_price) },
    exit: { time: seconds(trade.exit_ts), price: forDrawing(trade.exit_price) },
    stop: trade.initial_stop === null ? null : forDrawing(trade.initial_stop),
    target: trade.target === null ? null : forDrawing(trade.target),
    text: `${words(trade.exit_reason)}, ${money(trade.net_pnl, true)}`,
  }));
}
