/**
 * Lines over time on a canvas: equity, benchmark, candles, and a pane below on the same axis.
 * Loaded only when a chart is shown. Its table is the business of ChartPanel.
 */
import {
  AreaSeries,
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  LineSeries,
  LineStyle,
  type IChartApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { onThemeChange } from "@/lib/theme";
import { thinned } from "./thin";
import type { ChartLine, ChartSpec, Ink, Marker } from "./model";

const inks: Record<Ink, string> = {
  up: "var(--up)",
  down: "var(--down)",
  gold: "var(--gold)",
  muted: "var(--muted)",
};

/** Canvas cannot read tokens: ask the browser what a token is worth here and now. */
function resolver(host: HTMLElement): (value: string) => string {
  const probe = document.createElement("span");
  host.append(probe);
  const read = (value: string) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  setTimeout(() => {
    probe.remove();
  });
  return read;
}

const faded = (colour: string, alpha: number): string => colour.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, `rgba($1, ${String(alpha)})`);

export function frame(host: HTMLElement): IChartApi {
  const ink = resolver(host);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return createChart(host, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: "transparent" },
      textColor: ink("var(--muted)"),
      fontFamily: "Inter Variable, Inter, system-ui, sans-serif",
      fontSize: 11,
      attributionLogo: false,
      panes: { separatorColor: ink("var(--line)"), enableResize: false },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: ink("var(--grid)") } },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.06, bottom: 0.04 } },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false },
    crosshair: { horzLine: { labelVisible: true }, vertLine: { labelVisible: true } },
    kineticScroll: { touch: !still, mouse: false },
    handleScroll: { vertTouchDrag: false },
  });
}

function markerOf({ time, ink, text }: Marker, resolve: (value: string) => string): SeriesMarker<Time> {
  const common = { time: time as UTCTimestamp, color: resolve(inks[ink]) };
  return text
    ? { ...common, position: "aboveBar", shape: "arrowDown", size: 0.6, text }
    : { ...common, position: "inBar", shape: "circle", size: 0.5 };
}

function draw(chart: IChartApi, host: HTMLElement, line: ChartLine, format: (value: number) => string): void {
  const ink = resolver(host);
  const colour = ink(inks[line.ink]);
  const pane = line.pane ?? 0;
  const common = { priceLineVisible: false, lastValueVisible: false, priceFormat: { type: "custom" as const, formatter: line.format ?? format, minMove: line.step ?? 0.0001 } };
  if (line.candles) {
    const series = chart.addSeries(CandlestickSeries, { ...common, upColor: ink(inks.up), downColor: ink(inks.down), wickUpColor: ink(inks.up), wickDownColor: ink(inks.down), borderVisible: false }, pane);
    series.setData(line.candles.map((bar) => ({ ...bar, time: bar.time as UTCTimestamp })));
    return;
  }
  const data = thinned(line.points ?? []).map((point) => ({ time: point.time as UTCTimestamp, value: point.value }));
  if (line.filled) {
    const series = chart.addSeries(AreaSeries, { ...common, lineColor: colour, lineWidth: 2, topColor: faded(colour, 0.16), bottomColor: faded(colour, 0.06), invertFilledArea: line.below ?? false }, pane);
    series.setData(data);
    if (line.markers) createSeriesMarkers(series, line.markers.map((mark) => markerOf(mark, ink)));
    return;
  }
  chart.addSeries(LineSeries, { ...common, color: colour, lineWidth: 1, lineStyle: line.dashed ? LineStyle.Dashed : LineStyle.Solid }, pane).setData(data);
}

const themeKey = () => `${document.documentElement.dataset["theme"] ?? ""}${String(matchMedia("(prefers-color-scheme: dark)").matches)}`;

export default function TimeChart({ spec, height }: { spec: ChartSpec; height: number }) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useSyncExternalStore(onThemeChange, themeKey);
  useEffect(() => {
    const place = host.current;
    if (!place) return undefined;
    const chart = frame(place);
    spec.lines.forEach((line) => {
      draw(chart, place, line, spec.format);
    });
    chart.panes()[1]?.setStretchFactor(0.35);
    chart.timeScale().fitContent();
    return () => {
      chart.remove();
    };
  }, [spec, theme]);
  return <div ref={host} className="chart" style={{ minHeight: height }} role="img" aria-label={spec.label} />;
}
