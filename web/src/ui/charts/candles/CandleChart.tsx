/**
 * Candles that a mouse, a finger or keys can walk: drag and wheel, pinch, arrows. Loaded when first shown.
 * Its table is the business of CandlePanel. To assistive technology it is a slider over the bars.
 */
import type { UTCTimestamp } from "lightweight-charts";
import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Button } from "@/ui/basic";
import { useThemeKey } from "../frame";
import { indexAt } from "../model";
import { drawCandles, type Drawn } from "./drawing";
import type { CandleSpec, Link, View } from "./model";
import { Readout, readoutText } from "./Readout";
import { moveOf, revealing, ZOOM, zoomed, type Range } from "./walk";

/** Bars in view at first: no more than a hand can tell apart. */
const LATEST = 160;
const BAR_PX = 5;
const POINTED_MS = 150;

interface ChartProps {
  spec: CandleSpec;
  height: number;
  view?: View | null;
  link?: Link | null;
}

export default function CandleChart({ spec, height, view = null, link = null }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const kept = useRef<{ key: string; range: Range; count: number } | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const theme = useThemeKey();
  const times = useMemo(() => spec.bars.map((bar) => bar.time), [spec.bars]);
  const count = times.length;
  const cursor = Math.min(at ?? count - 1, count - 1);

  const show = (change: (range: Range) => Range) => {
    const scale = drawn.current?.chart.timeScale();
    const range = scale?.getVisibleLogicalRange();
    if (scale && range) scale.setVisibleLogicalRange(change(range));
  };
  const mark = (index: number) => {
    const bar = spec.bars[index];
    if (!bar || !drawn.current) return;
    drawn.current.chart.setCrosshairPosition(bar.close, bar.time as UTCTimestamp, drawn.current.candles);
    setAt(index);
  };
  const goTo = (index: number) => {
    show((range) => revealing(range, index));
    mark(index);
    link?.onTime(times[index] ?? null);
  };
  /** Only a pointer that moves takes the cursor from the keys: one at rest is told of anew whenever bars move under it. */
  const pointedAt = useRef(0);
  const hovered = useEffectEvent((time: unknown) => {
    if (performance.now() - pointedAt.current > POINTED_MS) return;
    const pointed = typeof time === "number" ? time : null;
    setAt(pointed === null ? null : indexAt(times, pointed));
    link?.onTime(pointed);
  });
  useEffect(() => {
    const place = host.current;
    if (!place) return undefined;
    const made = drawCandles(place, spec);
    drawn.current = made;
    const scale = made.chart.timeScale();
    scale.setVisibleLogicalRange(firstRange(kept.current, spec, place.clientWidth));
    made.chart.subscribeCrosshairMove(({ time }) => { hovered(time); });
    scale.subscribeVisibleLogicalRangeChange((range) => {
      if (range) kept.current = { key: spec.key, range, count: spec.bars.length };
    });
    return () => {
      drawn.current = null;
      made.chart.remove();
    };
  }, [spec, theme]);
  const viewed = useEffectEvent(mark);
  useEffect(() => {
    if (!view) return;
    const [from, to] = [indexAt(times, view.from), indexAt(times, view.to)];
    const margin = Math.max(12, (to - from) * 0.4);
    drawn.current?.chart.timeScale().setVisibleLogicalRange({ from: from - margin, to: to + margin });
    viewed(from);
  }, [view, times, spec, theme]);

  const pointed = link?.time ?? null;
  const followed = useEffectEvent((time: number) => {
    if (performance.now() - pointedAt.current > POINTED_MS) mark(indexAt(times, time));
  });
  useEffect(() => {
    if (pointed !== null) followed(pointed);
  }, [pointed]);

  const all = () => { drawn.current?.chart.timeScale().fitContent(); };
  const latest = () => { show(({ from, to }) => ({ from: count + 3 - (to - from), to: count + 3 })); };
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moveOf(event.key, event.shiftKey, cursor, count);
    if (!move) return;
    event.preventDefault();
    if (move.kind === "bar") goTo(move.index);
    else if (move.kind === "zoom") show((range) => zoomed(range, move.factor, cursor, count));
    else if (move.kind === "all") all();
    else goTo(tradeFrom(spec, times, cursor, move.step));
  };
  return (
    <div className="candles">
      <div className="row">
        <Readout spec={spec} index={cursor} />
        <span className="grow" />
        <div className="row chart-tools" role="group" aria-label="Zoom">
          <Button look="quiet" aria-label="Zoom in" onClick={() => { show((range) => zoomed(range, ZOOM, (range.from + range.to) / 2, count)); }}>+</Button>
          <Button look="quiet" aria-label="Zoom out" onClick={() => { show((range) => zoomed(range, 1 / ZOOM, (range.from + range.to) / 2, count)); }}>−</Button>
          <Button look="quiet" onClick={latest}>Latest</Button>
          <Button look="quiet" onClick={all}>All</Button>
        </div>
      </div>
      <div
        className="chart candle-host"
        style={{ minHeight: height }}
        role="slider"
        tabIndex={0}
        aria-label={`${spec.label}. Arrows walk the bars, up and down the trades, plus and minus zoom.`}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, count)}
        aria-valuenow={cursor + 1}
        aria-valuetext={readoutText(spec, cursor)}
        onKeyDown={pressed}
        onPointerMove={({ movementX, movementY }) => { if (movementX !== 0 || movementY !== 0) pointedAt.current = performance.now(); }}
        onPointerLeave={() => { pointedAt.current = performance.now(); }}
      >
        <div ref={host} />
      </div>
    </div>
  );
}

/** Where the view was, moved on with the bars that came since when it stood at the end; else the latest bars. */
function firstRange(kept: { key: string; range: Range; count: number } | null, spec: CandleSpec, width: number): Range {
  const count = spec.bars.length;
  if (kept?.key !== spec.key) return { from: Math.max(0, count - Math.min(LATEST, Math.floor(width / BAR_PX))), to: count + 3 };
  const added = kept.range.to >= kept.count - 1 ? count - kept.count : 0;
  return { from: kept.range.from + added, to: kept.range.to + added };
}

/** The bar of the next entry or exit after the cursor, or before it; the cursor's own when there is none. */
function tradeFrom(spec: CandleSpec, times: readonly number[], cursor: number, step: 1 | -1): number {
  const marks = (spec.trades ?? []).flatMap((trade) => [trade.entry.time, trade.exit.time]).map((time) => indexAt(times, time));
  const ahead = marks.filter((index) => (index - cursor) * step > 0);
  return ahead.length === 0 ? cursor : step > 0 ? Math.min(...ahead) : Math.max(...ahead);
}
