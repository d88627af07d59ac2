/** Draws round trips over the candles: entry, exit and the line between them, stop and target while it was open. */
import type { IChartApi, IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesApi, ISeriesPrimitive, SeriesAttachedParameter, Time, UTCTimestamp } from "lightweight-charts";
import type { TradeMark } from "./model";

export interface TradeInks {
  up: string;
  down: string;
  text: string;
  /** Drawn around a mark, so that it stands out from the candle under it. */
  halo: string;
}

interface Placed {
  trade: TradeMark;
  from: number;
  to: number;
  entry: number;
  exit: number;
  stop: number | null;
  target: number | null;
}

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];

export class TradeBoxes implements ISeriesPrimitive<Time> {
  private chart: IChartApi | null = null;
  private series: ISeriesApi<"Candlestick"> | null = null;
  private readonly views: readonly IPrimitivePaneView[];

  constructor(
    private readonly trades: readonly TradeMark[],
    private readonly inks: TradeInks,
  ) {
    const renderer: IPrimitivePaneRenderer = { draw: (target) => { this.draw(target); } };
    this.views = [{ renderer: () => renderer, zOrder: () => "top" }];
  }

  attached({ chart, series }: SeriesAttachedParameter<Time>): void {
    this.chart = chart as IChartApi;
    this.series = series as ISeriesApi<"Candlestick">;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  private draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      const shown = this.trades.map((trade) => this.place(trade)).filter((one) => one !== null && one.to >= 0 && one.from <= mediaSize.width);
      shown.forEach((one) => { if (one) this.one(context, one); });
    });
  }

  private place(trade: TradeMark): Placed | null {
    const x = (time: number) => this.chart?.timeScale().timeToCoordinate(time as UTCTimestamp) ?? null;
    const y = (price: number | null) => (price === null ? null : (this.series?.priceToCoordinate(price) ?? null));
    const [from, to, entry, exit] = [x(trade.entry.time), x(trade.exit.time), y(trade.entry.price), y(trade.exit.price)];
    if (from === null || to === null || entry === null || exit === null) return null;
    return { trade, from, to, entry, exit, stop: y(trade.stop), target: y(trade.target) };
  }

  private one(context: CanvasRenderingContext2D, { trade, from, to, entry, exit, stop, target }: Placed): void {
    const ink = trade.gain ? this.inks.up : this.inks.down;
    context.save();
    context.lineWidth = 1;
    if (stop !== null) level(context, from, to, stop, this.inks.down);
    if (target !== null) level(context, from, to, target, this.inks.up);
    context.strokeStyle = ink;
    context.setLineDash([3, 3]);
    stroke(context, from, entry, to, exit);
    context.setLineDash([]);
    arrow(context, from, entry, trade.long, this.inks.text, this.inks.halo);
    dot(context, to, exit, ink, this.inks.halo);
    context.restore();
  }
}

function stroke(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** At least a few pixels wide, for trades of a single bar. */
function level(context: CanvasRenderingContext2D, from: number, to: number, y: number, ink: string): void {
  context.strokeStyle = ink;
  context.globalAlpha = 0.85;
  stroke(context, from - 3, y, Math.max(to, from + 3) + 3, y);
  context.globalAlpha = 1;
}

const SIZE = 5;

function arrow(context: CanvasRenderingContext2D, x: number, y: number, up: boolean, ink: string, halo: string): void {
  const tip = up ? -SIZE : SIZE;
  context.beginPath();
  context.moveTo(x, y + tip);
  context.lineTo(x - SIZE, y - tip);
  context.lineTo(x + SIZE, y - tip);
  context.closePath();
  filled(context, ink, halo);
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, ink: string, halo: string): void {
  context.beginPath();
  context.arc(x, y, SIZE - 1, 0, Math.PI * 2);
  filled(context, ink, halo);
}

function filled(context: CanvasRenderingContext2D, ink: string, halo: string): void {
  context.lineWidth = 2;
  context.strokeStyle = halo;
  context.stroke();
  context.fillStyle = ink;
  context.fill();
}
