/** A spec as text, in the words of its language. */
import type { ReactNode } from "react";
import type { Spec } from "@/lib/api/types";
import { percent, words } from "@/lib/format";
import { Coloured } from "./ExpressionField";

export function SpecText({ spec }: { spec: Spec }) {
  const width = Math.max(0, ...Object.keys(spec.features).map((name) => name.length));
  return (
    <div className="spec-text" aria-label="Spec">
      <Line word="on">{spec.symbol} {spec.timeframe}, {spec.venue}</Line>
      {Object.entries(spec.params).map(([name, param]) => (
        <Line key={name} word="param"><Coloured source={`$${name}`} /> = {param.default}{param.search && <span className="muted"> in {param.search.low}..{param.search.high} by {param.search.step}</span>}</Line>
      ))}
      {Object.entries(spec.indicators).map(([name, own]) => (
        <Line key={name} word="define">{name}({own.args.join(", ")}) = <Coloured source={own.value} /></Line>
      ))}
      {Object.entries(spec.features).map(([name, expression]) => (
        <Line key={name} word="let">{name.padEnd(width)} = <Coloured source={expression} /></Line>
      ))}
      {spec.constraints.map((one) => <Line key={one} word="where"><Coloured source={one} /></Line>)}
      {(["long", "short"] as const).map((side) => spec[side] && (
        <div key={side}>
          <Line word={`${side} enter`}><Coloured source={spec[side].enter} /></Line>
          {spec[side].exit && <Line word={`${side} exit`}><Coloured source={spec[side].exit} /></Line>}
        </div>
      ))}
      {spec.limit_entry && <Line word="limit"><LimitText limit={spec.limit_entry} /></Line>}
      <Line word="size">{sizeText(spec)}</Line>
      <Line word="stop">{stopText(spec)}</Line>
      {spec.targets.length === 0 && <Line word="target">none</Line>}
      {spec.targets.map((target, index) => <Line key={index} word="target"><TargetText target={target} /></Line>)}
      {spec.time_stop_bars && <Line word="leave">after {spec.time_stop_bars} bars</Line>}
      {spec.session && <Line word="session">{sessionText(spec.session)}</Line>}
      {spec.max_reentries !== null && spec.max_reentries !== undefined && <Line word="again">at most {spec.max_reentries} re-entries a day and side</Line>}
      {spec.ensemble && <Members word="vote" members={spec.ensemble.members} rest={`${words(spec.ensemble.weighting).toLowerCase()} weights, beyond ${spec.ensemble.threshold}`} />}
      {spec.regimes && <Members word="regimes" members={spec.regimes.members} rest={regimeText(spec.regimes)} />}
    </div>
  );
}

function Line({ word, children }: { word: string; children: ReactNode }) {
  return <div><span className="gold">{word}</span> {children}</div>;
}

const SIZE: Record<Spec["sizing"]["kind"], (spec: Spec["sizing"]) => string> = {
  fraction: ({ fraction }) => `hold ${percent(fraction)} of equity`,
  risk: ({ fraction }) => `risk ${percent(fraction)} of equity`,
  atr: ({ fraction, multiple, period }) => `risk ${percent(fraction)} of equity on ${String(multiple)} x atr(${String(period)})`,
  half_kelly: ({ fraction }) => `half Kelly, at most ${percent(fraction)} of equity`,
};

const sizeText = ({ sizing }: Spec): string => SIZE[sizing.kind](sizing);

function stopText({ stop }: Spec): ReactNode {
  if (!stop) return "none";
  const trailing = stop.trailing ? ", trailing" : "";
  const distance = `${String(stop.multiple)} x atr`;
  if (stop.kind === "fraction") return `${percent(stop.fraction)}${trailing}`;
  if (stop.kind === "atr") return `${distance}(${String(stop.period)})${trailing}`;
  if (stop.kind === "structure") return `${distance}(14) beyond the extreme of the last ${String(stop.period)} bars`;
  return <Levels price={stop.price} short={stop.price_short} />;
}

function LimitText({ limit }: { limit: NonNullable<Spec["limit_entry"]> }) {
  const at: Record<typeof limit.kind, () => ReactNode> = {
    fraction: () => `${percent(limit.fraction)} off the close`,
    atr: () => `${String(limit.multiple)} x atr(${String(limit.period)}) off the close`,
    price: () => <Levels price={limit.price} short={limit.price_short} />,
  };
  return <>{at[limit.kind]()}, waits {limit.valid_bars} {limit.valid_bars === 1 ? "bar" : "bars"}</>;
}

function TargetText({ target }: { target: Spec["targets"][number] }) {
  const part = Number(target.share) < 1 ? `, ${percent(target.share, 0)} of the position` : "";
  const at: Record<typeof target.kind, () => ReactNode> = {
    fraction: () => percent(target.value),
    atr: () => `${String(target.value)} x atr(${String(target.period)})`,
    r: () => `${String(target.value)}R`,
    price: () => <Levels price={target.price} short={target.price_short} />,
  };
  return <>{at[target.kind]()}{part}</>;
}

function Levels({ price, short }: { price: string | null | undefined; short: string | null | undefined }) {
  return <>{price && <Coloured source={price} />}{price && short && ", for shorts "}{short && <Coloured source={short} />}</>;
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function sessionText({ start, end, timezone, days, flat_at }: NonNullable<Spec["session"]>): string {
  const when = days.length === 7 ? "every day" : days.map((day) => DAYS[day]).join(" ");
  return `${start} to ${end} ${timezone}, ${when}${flat_at ? `, out at ${flat_at}` : ""}`;
}

type Member = NonNullable<Spec["ensemble"]>["members"][number];

function regimeText({ params, specialists, hold_bars }: NonNullable<Spec["regimes"]>): string {
  const sets = Object.entries(params).map(([regime, set]) => `${words(regime).toLowerCase()}: ${Object.entries(set).map(([name, value]) => `$${name} = ${value}`).join(", ") || "as above"}`);
  const own = Object.entries(specialists).map(([regime, member]) => `${words(regime).toLowerCase()}: ${member}`);
  return [...sets, ...own, `held for ${String(hold_bars)} bars`].join("; ");
}

function Members({ word, members, rest }: { word: string; members: readonly Member[]; rest: string }) {
  return (
    <>
      <Line word={word}>{rest}</Line>
      {members.flatMap((member) => (["long", "short"] as const).filter((side) => member[side]).map((side) => (
        <div key={member.name + side}>
          <Line word={`  ${member.name} ${side}`}><Coloured source={member[side]?.enter ?? ""} />{member[side]?.exit && <> until <Coloured source={member[side]?.exit ?? ""} /></>}{member.weight !== "1" && <span className="muted"> weight {member.weight}</span>}</Line>
        </div>
      )))}
    </>
  );
}
