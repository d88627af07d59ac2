/** A day of one price in 80 by 24 pixels on its own scale; colour repeats the sign beside it. */
import { useId } from "react";
import type { Price } from "@/lib/api/types";
import { percent, price } from "@/lib/format";
import { MOVES } from "../api/figures";

const [WIDTH, HEIGHT, EDGE] = [80, 24, 2];

export function PriceLine({ found }: { found: Price }) {
  const id = useId();
  const tone = found.move ? MOVES[found.move].tone : "muted";
  const values = found.points.map((point) => ({ at: Date.parse(point.at), value: Number(point.price) }));
  const [low, high] = [Math.min(...values.map((one) => one.value)), Math.max(...values.map((one) => one.value))];
  const [first, last] = [values[0]?.at ?? 0, values.at(-1)?.at ?? 1];
  const x = (at: number) => EDGE + ((at - first) / Math.max(1, last - first)) * (WIDTH - 2 * EDGE);
  const y = (value: number) => (high === low ? HEIGHT / 2 : HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE));
  const line = values.map((one) => `${x(one.at).toFixed(1)},${y(one.value).toFixed(1)}`).join(" ");
  const said = `24 h: high ${price(found.high)}, low ${price(found.low)}, ${found.move ?? "no price a day ago"} ${percent(found.change_24h_fraction, 2, true)}`;
  return (
    <svg className={`price-line ${tone}`} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={said}>
      <title>{said}</title>
      <linearGradient id={id} x1="0" y1="0" x2="0" y2="1"><stop offset="0" stopColor="currentColor" stopOpacity="0.2" /><stop offset="1" stopColor="currentColor" stopOpacity="0" /></linearGradient>
      {values.length > 1 && <polygon points={`${line} ${x(last).toFixed(1)},${String(HEIGHT)} ${x(first).toFixed(1)},${String(HEIGHT)}`} fill={`url(#${id})`} />}
      <polyline points={line} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

export function Change({ found }: { found: Price }) {
  if (!found.move) return <span className="muted">–<span className="sr-only"> no price a day ago</span></span>;
  const { icon, tone } = MOVES[found.move];
  return <span className={`${tone} nowrap`}><span aria-hidden="true">{icon}</span> {percent(found.change_24h_fraction, 2, true)}</span>;
}
