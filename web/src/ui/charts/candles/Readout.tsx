/** The bar under the cursor in figures, with what the indicators said there and the trades it belongs to. */
import { compact, plain, stamp } from "@/lib/format";
import { inkToken } from "../model";
import type { CandleSpec } from "./model";

const NAMES = ["open", "high", "low", "close"] as const;

export function Readout({ spec, index }: { spec: CandleSpec; index: number }) {
  const bar = spec.bars[index];
  if (!bar) return null;
  return (
    <dl className="readout" aria-hidden="true">
      <div><dt className="sr-only">Opened</dt><dd>{stamp(bar.time * 1000)}</dd></div>
      {NAMES.map((name) => <div key={name}><dt>{name.charAt(0).toUpperCase()}</dt><dd className={name === "close" ? (bar.close < bar.open ? "down" : "up") : ""}>{spec.format(bar[name])}</dd></div>)}
      <div><dt>V</dt><dd>{compact(bar.volume)}</dd></div>
      {valuesAt(spec, bar.time).map(({ name, ink, text }) => <div key={name}><dt style={{ color: inkToken(ink) }}>{name}</dt><dd>{text}</dd></div>)}
      {tradesAt(spec, index).map((text) => <div key={text}><dd>{text}</dd></div>)}
    </dl>
  );
}

export function readoutText(spec: CandleSpec, index: number): string {
  const bar = spec.bars[index];
  if (!bar) return "No bar";
  const figures = NAMES.map((name) => `${name} ${spec.format(bar[name])}`);
  const values = valuesAt(spec, bar.time).map(({ name, text }) => `${name} ${text}`);
  return [stamp(bar.time * 1000), ...figures, `volume ${compact(bar.volume)}`, ...values, ...tradesAt(spec, index)].join(", ");
}

function valuesAt(spec: CandleSpec, time: number) {
  return (spec.overlays ?? []).flatMap(({ name, ink, pane, points }) => {
    const found = points.find((point) => point.time === time);
    return found ? [{ name, ink, text: pane === 0 ? spec.format(found.value) : plain(found.value) }] : [];
  });
}

/** Trades that were entered or left in this bar. */
function tradesAt(spec: CandleSpec, index: number): string[] {
  const from = spec.bars[index]?.time ?? Infinity;
  const to = spec.bars[index + 1]?.time ?? Infinity;
  const inside = (time: number) => time >= from && time < to;
  return (spec.trades ?? []).flatMap((trade) => [
    ...(inside(trade.entry.time) ? [`${trade.long ? "Long" : "Short"} entered at ${spec.format(trade.entry.price)}`] : []),
    ...(inside(trade.exit.time) ? [`Left at ${spec.format(trade.exit.price)}: ${trade.text}`] : []),
  ]);
}
