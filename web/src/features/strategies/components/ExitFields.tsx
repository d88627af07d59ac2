/** How it is entered, how much is put in, and what takes it out: the stop, targets that may each take a part, a time limit. */
import type { ReactNode } from "react";
import { plain } from "@/lib/format";
import { Button } from "@/ui/basic";
import { CheckField, SelectField, TextField } from "@/ui/Field";
import { newTarget, type SizingKind, type StopKind, type TargetKind, type TargetRow } from "../api/draft";
import { ExpressionField } from "./ExpressionField";
import { Limit } from "./LimitFields";
import { plainPath, type Part } from "./SpecEditor";

const SIZES: readonly { value: SizingKind; text: string }[] = [
  { value: "risk", text: "Risk a fraction, to the stop" },
  { value: "fraction", text: "Hold a fraction of equity" },
  { value: "atr", text: "Risk a fraction, by ATR" },
  { value: "half_kelly", text: "Half Kelly, at most a fraction" },
];
const STOPS: readonly { value: StopKind; text: string }[] = [
  { value: "none", text: "No stop" },
  { value: "fraction", text: "Fraction of price" },
  { value: "atr", text: "Multiple of ATR" },
  { value: "structure", text: "Beyond the last swing" },
  { value: "price", text: "Price level" },
];
const TARGETS: readonly { value: TargetKind; text: string }[] = [
  { value: "r", text: "Times risk (R)" },
  { value: "fraction", text: "Fraction of price" },
  { value: "atr", text: "Multiple of ATR" },
  { value: "price", text: "Price level" },
];

export function Exits(part: Part) {
  return (
    <fieldset>
      <legend>Entry, size, stop and targets</legend>
      <Limit {...part} />
      <Size {...part} />
      <Stop {...part} />
      <Targets {...part} />
    </fieldset>
  );
}

function Size({ draft, set, at }: Part) {
  return (
    <div className="fields">
      <SelectField label="Size" value={draft.sizingKind} options={SIZES} onValue={(kind) => { set({ sizingKind: kind as SizingKind }); }} />
      <TextField label="Fraction" inputMode="decimal" value={draft.sizingFraction} hint="0.01 is 1 %" problem={at("sizing")[0]?.message} onValue={(sizingFraction) => { set({ sizingFraction }); }} />
      {draft.sizingKind === "atr" && (
        <>
          <TextField label="If price moves, times ATR" inputMode="decimal" value={draft.sizingMultiple} onValue={(sizingMultiple) => { set({ sizingMultiple }); }} />
          <TextField label="ATR bars of the size" inputMode="numeric" value={draft.sizingPeriod} onValue={(sizingPeriod) => { set({ sizingPeriod }); }} />
        </>
      )}
      <TextField label="Leave after bars" inputMode="numeric" value={draft.timeStop} hint="Blank: no limit" problem={at("time_stop_bars")[0]?.message} onValue={(timeStop) => { set({ timeStop }); }} />
    </div>
  );
}

function Stop(part: Part) {
  const { draft, set } = part;
  return (
    <div className="fields">
      <SelectField label="Stop" value={draft.stopKind} options={STOPS} onValue={(kind) => { set({ stopKind: kind as StopKind }); }} />
      <StopFields {...part} />
    </div>
  );
}

function StopFields({ draft, set, at }: Part): ReactNode {
  const problem = at("stop")[0]?.message;
  const trailing = (
    <div style={{ alignSelf: "end" }}>
      <CheckField label="Trails the closes" checked={draft.trailing} onChecked={(on) => { set({ trailing: on }); }} />
    </div>
  );
  const multiple = (label: string) => <TextField label={label} inputMode="decimal" value={draft.stopMultiple} problem={problem} onValue={(stopMultiple) => { set({ stopMultiple }); }} />;
  const period = (label: string) => <TextField label={label} inputMode="numeric" value={draft.stopPeriod} onValue={(stopPeriod) => { set({ stopPeriod }); }} />;
  switch (draft.stopKind) {
    case "none":
      return problem ? <span className="problem down small">{problem}</span> : null;
    case "fraction":
      return <><TextField label="Distance" inputMode="decimal" value={draft.stopFraction} hint="0.05 is 5 %" problem={problem} onValue={(stopFraction) => { set({ stopFraction }); }} />{trailing}</>;
    case "atr":
      return <>{multiple("Times ATR")}{period("ATR bars")}{trailing}</>;
    case "structure":
      return <>{period("Extreme of the last bars")}{multiple("Beyond it, times ATR(14)")}</>;
    case "price":
      return (
        <>
          <ExpressionField label="Level for longs" value={draft.stopPrice} errors={placed(at("stop"), "stop.price_short", false)} placeholder="lowest(low, 20)" onValue={(stopPrice) => { set({ stopPrice }); }} />
          {draft.shortEnter.trim() !== "" && <ExpressionField label="Level for shorts" value={draft.stopPriceShort} errors={at("stop.price_short")} placeholder="highest(high, 20)" onValue={(stopPriceShort) => { set({ stopPriceShort }); }} />}
        </>
      );
  }
}

const placed = (errors: ReturnType<Part["at"]>, path: string, here: boolean) => errors.filter((error) => (plainPath(error.path) === path) === here);

function Targets({ draft, set, at }: Part) {
  const { targets } = draft;
  const edit = (id: number, change: Partial<TargetRow>) => { set({ targets: targets.map((row) => (row.id === id ? { ...row, ...change } : row)) }); };
  const taken = targets.reduce((sum, row) => sum + Number(row.share), 0);
  const left = Number.isFinite(taken) ? Math.max(0, 1 - taken) : 0;
  const common = at("targets").find((error) => plainPath(error.path) === "targets");
  return (
    <>
      {targets.map((row, index) => (
        <Target key={row.id} row={row} place={index} short={draft.shortEnter.trim() !== ""} errors={at(`targets.${String(index)}`)} onEdit={(change) => { edit(row.id, change); }} onRemove={() => { set({ targets: targets.filter((one) => one.id !== row.id) }); }} />
      ))}
      {common && <span className="problem down small">{common.message}</span>}
      <div className="row">
        <Button look="quiet" disabled={targets.length >= 5} onClick={() => { set({ targets: [...targets, newTarget(targets.length === 0 ? "1" : plain(left || 0.5))] }); }}>Add a target</Button>
        {targets.length > 0 && left > 0.000001 && <span className="muted small">{plain(left)} of the position stays for the stop or the exit rule</span>}
      </div>
    </>
  );
}

interface TargetProps {
  row: TargetRow;
  place: number;
  short: boolean;
  errors: ReturnType<Part["at"]>;
  onEdit: (change: Partial<TargetRow>) => void;
  onRemove: () => void;
}

function Target({ row, place, short, errors, onEdit, onRemove }: TargetProps) {
  const nth = `Target ${String(place + 1)}`;
  const share = errors.find((error) => error.path.endsWith(".share"))?.message;
  const other = errors.find((error) => !error.path.endsWith(".share"));
  return (
    <div className="target-row" role="group" aria-label={nth}>
      <SelectField label={nth} value={row.kind} options={TARGETS} onValue={(kind) => { onEdit({ kind: kind as TargetKind }); }} />
      {row.kind === "price" ? (
        <ExpressionField label="Level for longs" value={row.price} errors={other && !other.path.endsWith("price_short") ? [other] : []} placeholder="sma(close, 20)" onValue={(price) => { onEdit({ price }); }} />
      ) : (
        <TextField label="Value" inputMode="decimal" value={row.value} hint={row.kind === "fraction" ? "0.05 is 5 %" : undefined} problem={other?.message} onValue={(value) => { onEdit({ value }); }} />
      )}
      {row.kind === "price" && short && <ExpressionField label="Level for shorts" value={row.priceShort} errors={other?.path.endsWith("price_short") ? [other] : []} placeholder="sma(close, 20)" onValue={(priceShort) => { onEdit({ priceShort }); }} />}
      {row.kind === "atr" && <TextField label="ATR bars" inputMode="numeric" value={row.period} onValue={(period) => { onEdit({ period }); }} />}
      <TextField label="Takes off" inputMode="decimal" value={row.share} hint="1 is the whole" problem={share} onValue={(value) => { onEdit({ share: value }); }} />
      <Button look="quiet" aria-label={`Remove target ${String(place + 1)}`} onClick={onRemove}>Remove</Button>
    </div>
  );
}
