/**
 * Lines over time on a canvas: equity, benchmark, and a pane below on the same axis.
 * Loaded only when a chart is shown. Its table is the business of ChartPanel.
 */
import { AreaSeries, createSeriesMarkers, LineSeries, LineStyle, PriceScaleMode, type IChartApi, type SeriesMarker, type Time, type UTCTimestamp } from "lightweight-charts";
import { useEffect, useRef } from "react";
import { faded, frame, inker, useThemeKey } from "./frame";
import { thinned } from "./thin";
import type { ChartLine, ChartSpec, Ink, Marker } from "./model";

function markerOf({ time, ink, text }: Marker, resolve: (ink: Ink) => string): SeriesMarker<Time> {
  const common = { time: time as UTCTimestamp, color: resolve(ink) };
  return text
    ? { ...common, position: "aboveBar", shape: "arrowDown", size: 0.6, text }
    : { ...common, position: "inBar", shape: "circle", size: 0.5 };
}

function draw(chart: IChartApi, host: HTMLElement, line: ChartLine, format: (value: number) => string): void {
  const ink = inker(host);
  const colour = ink(line.ink);
  const pane = line.pane ?? 0;
  const common = { priceLineVisible: false, lastValueVisible: line.tag !== undefined, title: line.tag ?? "", ...axisOf(line), priceFormat: { type: "custom" as const, formatter: line.format ?? format, minMove: line.step ?? 0.0001 } };
  const data = thinned(line.points ?? []).map((point) => ({ time: point.time as UTCTimestamp, value: point.value }));
  if (line.filled) {
    const series = chart.addSeries(AreaSeries, { ...common, lineColor: colour, lineWidth: 2, topColor: faded(colour, 0.16), bottomColor: faded(colour, 0.06), invertFilledArea: line.below ?? false }, pane);
    series.setData(data);
    if (line.markers) createSeriesMarkers(series, line.markers.map((mark) => markerOf(mark, ink)));
    return;
  }
  chart.addSeries(LineSeries, { ...common, color: colour, lineWidth: line.tag === undefined && !line.thick ? 1 : 2, pointMarkersVisible: data.length === 1, lineStyle: line.dashed ? LineStyle.Dashed : LineStyle.Solid }, pane).setData(data);
}

function axisOf(line: ChartLine) {
  const most = line.axisTop ?? Math.max(0, ...(line.points ?? []).map((point) => point.value));
  return {
    ...(line.left ? { priceScaleId: "left" } : {}),
    ...(line.fromZero ? { autoscaleInfoProvider: () => ({ priceRange: { minValue: 0, maxValue: most * 1.1 } }) } : {}),
  };
}

export default function TimeChart({ spec, height }: { spec: ChartSpec; height: number }) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useThemeKey();
  useEffect(() => {
    const place = host.current;
    if (!place) return undefined;
    const chart = frame(place);
    spec.lines.forEach((line) => {
      draw(chart, place, line, spec.format);
    });
    if (spec.lines.some((line) => line.left)) {
      chart.priceScale("left").applyOptions({ visible: true, borderVisible: false, mode: PriceScaleMode.Logarithmic, scaleMargins: { top: 0.08, bottom: 0.1 } });
    }
    chart.panes()[1]?.setStretchFactor(0.35);
    chart.timeScale().fitContent();
    return () => {
      chart.remove();
    };
  }, [spec, theme]);
  return <div ref={host} className="chart" style={{ minHeight: height }} role="img" aria-label={spec.label} />;
}
