/** How much of each limit is used. The strictest limit of the running algorithms is the one that counts. */
import type { Algorithm, FloorSync, Limits } from "@/lib/api/types";
import { percent } from "@/lib/format";
import { Meter } from "@/ui/basic";

type LimitName = keyof Limits;

function strictest(algorithms: readonly Algorithm[], name: LimitName): number | null {
  const values = algorithms.filter((one) => one.status !== "STOPPED").map((one) => one.limits[name]);
  const known = values.filter((value) => value !== null && value !== undefined).map(Number);
  return known.length > 0 ? Math.min(...known) : null;
}

export function RiskInUse({ floor }: { floor: FloorSync }) {
  const { pnl, algorithms } = floor;
  const lines = [
    { label: "Exposure", used: pnl.exposure_fraction, limit: strictest(algorithms, "exposure_fraction") },
    { label: "Loss today", used: pnl.daily_loss_fraction, limit: strictest(algorithms, "daily_loss_fraction") },
    { label: "Largest position", used: pnl.largest_position_fraction, limit: strictest(algorithms, "position_fraction") },
    { label: "Drawdown", used: pnl.drawdown_fraction, limit: strictest(algorithms, "drawdown_fraction") },
  ];
  const known = lines.flatMap(({ label, used, limit }) => (used === null || limit === null ? [] : [{ label, used, limit }]));
  if (known.length === 0) return null;
  return (
    <>
      <h3 className="sub-head">Risk in use</h3>
      <div className="meters">
        {known.map(({ label, used, limit }) => (
          <Meter key={label} label={label} used={Number(used)} limit={limit} text={`${percent(used, 1)} of ${percent(limit, 0)}`} />
        ))}
      </div>
    </>
  );
}
