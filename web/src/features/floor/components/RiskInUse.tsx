/** How much of each limit is used, where it is used most; an algorithm without known limits counts by the house's. */
import type { Algorithm, FloorSync } from "@/lib/api/types";
import { percent } from "@/lib/format";
import { Meter } from "@/ui/basic";
import { useLimits } from "../api/limits";
import { alive, notional, todayFraction } from "../api/money";

type Limit = "position_fraction" | "exposure_fraction" | "daily_loss_fraction";
const HOUSE: Record<Limit, string> = { position_fraction: "0.20", exposure_fraction: "0.95", daily_loss_fraction: "0.05" };

interface Use {
  used: number;
  limit: number;
}

export function RiskInUse({ floor }: { floor: FloorSync }) {
  const limits = useLimits();
  const running = floor.algorithms.filter(alive);
  const limitOf = (one: Algorithm, name: Limit) => Number(limits[one.promotion_id]?.[name] ?? HOUSE[name]);
  const held = (one: Algorithm) => floor.positions.filter((position) => position.algorithm_id === one.algorithm_id).map(notional);
  const share = (one: Algorithm, amount: number) => (Number(one.equity) > 0 ? amount / Number(one.equity) : 0);
  const lost = Math.max(0, ...floor.pnl_by_mode.map((pnl) => -(todayFraction(pnl) ?? 0)));
  const lines: { label: string; use: Use | undefined }[] = [
    { label: "Largest position", use: most(running.map((one) => ({ used: share(one, Math.max(0, ...held(one))), limit: limitOf(one, "position_fraction") }))) },
    { label: "Exposure", use: most(running.map((one) => ({ used: share(one, held(one).reduce((sum, each) => sum + each, 0)), limit: limitOf(one, "exposure_fraction") }))) },
    { label: "Loss today", use: most(running.map((one) => ({ used: lost, limit: limitOf(one, "daily_loss_fraction") }))) },
  ];
  return (
    <>
      <h3 className="sub-head">Risk in use</h3>
      <div className="meters">
        {lines.map(({ label, use }) => use && (
          <Meter key={label} label={label} used={use.used} limit={use.limit} text={`${percent(use.used, 1)} of ${percent(use.limit, 0)}`} />
        ))}
      </div>
    </>
  );
}

const most = (uses: readonly Use[]): Use | undefined =>
  uses.reduce<Use | undefined>((top, one) => (top && top.used / top.limit >= one.used / one.limit ? top : one), undefined);
