/** Puts a CandleSpec on a chart: candles, volume under them, indicators on the price or below, trades on top. */
import { CandlestickSeries, HistogramSeries, LineSeries, LineStyle, type IChartApi, type ISeriesApi, type UTCTimestamp } from "lightweight-charts";
import { plain } from "@/lib/format";
import { faded, frame, inker, resolver } from "../frame";
import { indexAt } from "../model";
import type { CandleSpec, Candlestick, Overlay, TradeMark } from "./model";
import { TradeBoxes } from "./tradeBoxes";

export interface Drawn {
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
}

const at = (time: number): UTCTimestamp => time as UTCTimestamp;
const PANE_SHARE = 0.3;

export function drawCandles(host: HTMLElement, spec: CandleSpec): Drawn {
  const chart = frame(host);
  chart.timeScale().applyOptions({ rightOffset: 3 });
  const ink = inker(host);
  volume(chart, spec.bars, ink("up"), ink("down"));
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: ink("up"), downColor: ink("down"), wickUpColor: ink("up"), wickDownColor: ink("down"), borderVisible: false,
    priceLineVisible: false, lastValueVisible: true,
    priceFormat: { type: "custom", formatter: spec.format, minMove: 0.00000001 },
  });
  candles.setData(spec.bars.map(({ time, open, high, low, close }) => ({ time: at(time), open, high, low, close })));
  const token = resolver(host);
  spec.overlays?.forEach((one) => { overlay(chart, one, ink(one.ink), token("var(--line-strong)"), spec.format); });
  spec.levels?.forEach(({ name, price }) => {
    candles.createPriceLine({ price, title: name, color: token("var(--line-strong)"), lineWidth: 1, lineStyle: LineStyle.LargeDashed, axisLabelVisible: true });
  });
  chart.panes().slice(1).forEach((pane) => { pane.setStretchFactor(PANE_SHARE); });
  if (spec.trades && spec.trades.length > 0) {
    const inks = { up: ink("up"), down: ink("down"), text: token("var(--text)"), halo: token("var(--surface)") };
    candles.attachPrimitive(new TradeBoxes(onBars(spec.trades, spec.bars), inks));
  }
  return { chart, candles };
}

function volume(chart: IChartApi, bars: readonly Candlestick[], up: string, down: string): void {
  const series = chart.addSeries(HistogramSeries, { priceScaleId: "volume", priceLineVisible: false, lastValueVisible: false, priceFormat: { type: "volume" } });
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  series.setData(bars.map((bar) => ({ time: at(bar.time), value: bar.volume, color: faded(bar.close < bar.open ? down : up, 0.28) })));
}

function overlay(chart: IChartApi, one: Overlay, colour: string, rule: string, price: (value: number) => string): void {
  const format = one.pane === 0 ? price : (value: number) => plain(value);
  const common = { color: colour, priceLineVisible: false, lastValueVisible: one.pane > 0, priceFormat: { type: "custom" as const, formatter: format, minMove: 0.00000001 } };
  const data = one.points.map(({ time, value }) => ({ time: at(time), value }));
  if (one.look === "histogram") {
    chart.addSeries(HistogramSeries, { ...common, color: faded(colour, 0.55) }, one.pane).setData(data);
    return;
  }
  const dots = one.look === "dots";
  const series = chart.addSeries(LineSeries, { ...common, lineWidth: 1, lineVisible: !dots, pointMarkersVisible: dots, pointMarkersRadius: 1.5, lineStyle: one.look === "dashed" ? LineStyle.Dashed : LineStyle.Solid, crosshairMarkerVisible: false }, one.pane);
  series.setData(data);
  one.levels?.forEach((level) => {
    series.createPriceLine({ price: level, color: rule, lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: false, title: "" });
  });
}

/** Times of trades moved to the bars they happened in: the axis knows those only. */
function onBars(trades: readonly TradeMark[], bars: readonly Candlestick[]): TradeMark[] {
  const times = bars.map((bar) => bar.time);
  const place = (time: number) => times[indexAt(times, time)] ?? time;
  return trades.map((trade) => ({ ...trade, entry: { ...trade.entry, time: place(trade.entry.time) }, exit: { ...trade.exit, time: place(trade.exit.time) } }));
}
