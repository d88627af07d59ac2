/** A spec as text, in the words of its language. */
import type { ReactNode } from "react";
import type { Spec } from "@/lib/api/types";
import { percent } from "@/lib/format";
import { Coloured } from "./ExpressionField";

export function SpecText({ spec }: { spec: Spec }) {
  const width = Math.max(0, ...Object.keys(spec.features).map((name) => name.length));
  return (
    <div className="spec-text" aria-label="Spec">
      <Line word="on">{spec.symbol} {spec.timeframe}, {spec.venue}</Line>
      {Object.entries(spec.params).map(([name, param]) => (
        <Line key={name} word="param"><Coloured source={`$${name}`} /> = {param.default}{param.search && <span className="muted"> in {param.search.low}..{param.search.high} by {param.search.step}</span>}</Line>
      ))}
      {Object.entries(spec.features).map(([name, expression]) => (
        <Line key={name} word="let">{name.padEnd(width)} = <Coloured source={expression} /></Line>
      ))}
      {(["long", "short"] as const).map((side) => spec[side] && (
        <div key={side}>
          <Line word={`${side} enter`}><Coloured source={spec[side].enter} /></Line>
          {spec[side].exit && <Line word={`${side} exit`}><Coloured source={spec[side].exit} /></Line>}
        </div>
      ))}
      <Line word="size">{spec.sizing.kind === "risk" ? "risk" : "hold"} {percent(spec.sizing.fraction)} of equity</Line>
      <Line word="stop">{stopText(spec)}</Line>
      <Line word="target">{targetText(spec)}</Line>
      {spec.time_stop_bars && <Line word="leave">after {spec.time_stop_bars} bars</Line>}
    </div>
  );
}

function Line({ word, children }: { word: string; children: ReactNode }) {
  return <div><span className="gold">{word}</span> {children}</div>;
}

function stopText({ stop }: Spec): ReactNode {
  if (!stop) return "none";
  const trailing = stop.trailing ? ", trailing" : "";
  if (stop.kind === "fraction") return `${percent(stop.fraction)}${trailing}`;
  return stop.kind === "atr" ? `${String(stop.multiple)} x atr(${String(stop.period)})${trailing}` : <Coloured source={stop.price ?? ""} />;
}

function targetText({ target }: Spec): string {
  if (!target) return "none";
  if (target.kind === "fraction") return percent(target.value);
  return target.kind === "atr" ? `${target.value} x atr(${String(target.period)})` : `${target.value}R`;
}
