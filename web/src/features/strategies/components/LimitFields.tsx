/** How an entry is asked for: at the market, or at a limit that waits a few bars. */
import type { ReactNode } from "react";
import { SelectField, TextField } from "@/ui/Field";
import type { LimitKind } from "../api/draft";
import { ExpressionField } from "./ExpressionField";
import { plainPath, type Part } from "./SpecEditor";

const LIMITS: readonly { value: LimitKind; text: string }[] = [
  { value: "none", text: "At the next open" },
  { value: "fraction", text: "At a limit, a fraction off the close" },
  { value: "atr", text: "At a limit, a multiple of ATR off the close" },
  { value: "price", text: "At a limit, a price level" },
];

export function Limit(part: Part) {
  const { draft, set, at } = part;
  const bars = at("limit_entry").find((error) => error.path.endsWith("valid_bars"))?.message;
  return (
    <div className="fields">
      <SelectField label="Entry" value={draft.limitKind} options={LIMITS} onValue={(kind) => { set({ limitKind: kind as LimitKind }); }} />
      <LimitOffset {...part} />
      {draft.limitKind !== "none" && <TextField label="Waits for bars" inputMode="numeric" value={draft.limitBars} problem={bars} onValue={(limitBars) => { set({ limitBars }); }} />}
    </div>
  );
}

function LimitOffset({ draft, set, at }: Part): ReactNode {
  const errors = at("limit_entry").filter((error) => !error.path.endsWith("valid_bars"));
  const problem = errors[0]?.message;
  switch (draft.limitKind) {
    case "none":
      return problem ? <span className="problem down small">{problem}</span> : null;
    case "fraction":
      return <TextField label="Off the close" inputMode="decimal" value={draft.limitFraction} hint="0.005 is 0.5 %" problem={problem} onValue={(limitFraction) => { set({ limitFraction }); }} />;
    case "atr":
      return (
        <>
          <TextField label="Off the close, times ATR" inputMode="decimal" value={draft.limitMultiple} problem={problem} onValue={(limitMultiple) => { set({ limitMultiple }); }} />
          <TextField label="ATR bars of the limit" inputMode="numeric" value={draft.limitPeriod} onValue={(limitPeriod) => { set({ limitPeriod }); }} />
        </>
      );
    case "price":
      return (
        <>
          <ExpressionField label="Limit for longs" value={draft.limitPrice} errors={errors.filter((error) => plainPath(error.path) !== "limit_entry.price_short")} placeholder="lowest(low, 5)" onValue={(limitPrice) => { set({ limitPrice }); }} />
          {draft.shortEnter.trim() !== "" && <ExpressionField label="Limit for shorts" value={draft.limitPriceShort} errors={at("limit_entry.price_short")} placeholder="highest(high, 5)" onValue={(limitPriceShort) => { set({ limitPriceShort }); }} />}
        </>
      );
  }
}
