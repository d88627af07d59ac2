/** One number leads, five stand beside it; each says its unit, and its age when it is old. */
import type { ReactNode } from "react";
import type { FloorSync, Pnl } from "@/lib/api/types";
import { age, money } from "@/lib/format";
import { useNow, useLiveStatus } from "@/lib/live/context";
import { freshness } from "@/lib/live/pace";
import { Gain, GainPercent, Skeleton } from "@/ui/basic";
import { currencyOf, pnlOf, shareOf, todayFraction } from "../api/money";
import { useSpokenPnl } from "./spoken";

export function PnlStrip({ floor, mode, readAt }: { floor: FloorSync | undefined; mode: string | null; readAt: number }) {
  const spoken = useSpokenPnl(floor && pnlOf(floor, mode), currencyOf(floor));
  return (
    <section className="kpis" aria-label="Profit and loss">
      {floor ? <Figures floor={floor} pnl={pnlOf(floor, mode)} readAt={readAt} /> : <SkeletonFigures />}
      <div className="sr-only" aria-live="polite">{spoken}</div>
    </section>
  );
}

function Kpi({ label, value, note }: { label: string; value: ReactNode; note: ReactNode }) {
  return (
    <div className="kpi">
      <span className="label">{label}</span>
      <b>{value}</b>
      <span className="note">{note}</span>
    </div>
  );
}

function Figures({ floor, pnl, readAt }: { floor: FloorSync; pnl: Pnl; readAt: number }) {
  const unit = currencyOf(floor);
  const held = floor.positions.filter((one) => one.mode === pnl.mode).length;
  return (
    <>
      <Kpi
        label="Today"
        value={<Gain amount={pnl.today} unit={unit} />}
        note={<><GainPercent fraction={todayFraction(pnl)} /> <Age readAt={readAt} /></>}
      />
      <Kpi label="Open P&L" value={<Gain amount={pnl.unrealised} />} note={counted(held, "position")} />
      <Kpi label="Realised" value={<Gain amount={pnl.realised} />} note={`before fees of ${money(pnl.fees)}`} />
      <Kpi label="Total" value={<Gain amount={pnl.total} />} note={<><GainPercent fraction={shareOf(pnl.total, Number(pnl.capital))} /> of {money(pnl.capital)}</>} />
      <Kpi label="Cash" value={money(pnl.cash)} note={`of ${money(pnl.equity)}`} />
      <AlgorithmCount floor={floor} count={floor.algorithms.length} />
    </>
  );
}

function AlgorithmCount({ floor, count }: { floor: FloorSync; count: number }) {
  const active = floor.algorithms.filter((one) => one.status === "ACTIVE").length;
  const troubled = floor.algorithms.find((one) => one.status === "ERROR") ?? floor.algorithms.find((one) => one.status === "PAUSED");
  const note = troubled
    ? <span className={troubled.status === "ERROR" ? "down" : "warn"}>{troubled.name}: {troubled.status.toLowerCase()}</span>
    : `of ${String(count)} deployed`;
  return <Kpi label="Algorithms" value={<>{active} <span className="small muted">active</span></>} note={note} />;
}

/** Silent while news is fresh; amber after 10 s, red after a minute. */
function Age({ readAt }: { readAt: number }) {
  const now = useNow();
  const live = useLiveStatus() === "live";
  const old = now - readAt;
  const state = live ? "fresh" : freshness(old);
  if (state === "fresh") return "since 00:00 UTC";
  return <span className={state === "red" ? "down" : "warn"}>{age(old)} old</span>;
}

function SkeletonFigures() {
  return Array.from({ length: 6 }, (_, index) => (
    <div className="kpi" key={index}>
      <Skeleton width={72} height={14} />
      <Skeleton width={index === 0 ? 150 : 96} height={index === 0 ? 34 : 26} />
      <Skeleton width={110} height={13} />
    </div>
  ));
}

export const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
