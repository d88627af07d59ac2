/** The Floor: what is running, what it earns, why it traded, and STOP. */
import type { FloorSync } from "@/lib/api/types";
import { money } from "@/lib/format";
import { Pill } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/states";
import { useFloor, useFloorPushes } from "../api/queries";
import { AlgorithmsPanel } from "./AlgorithmsPanel";
import { EquityPanel } from "./EquityPanel";
import { KillBanner } from "./KillBanner";
import { OrdersTable } from "./OrdersTable";
import { PnlStrip } from "./PnlStrip";
import { PositionsTable } from "./PositionsTable";
import { StopControl } from "./StopControl";
import "./floor.css";

export function FloorPage() {
  useFloorPushes();
  const query = useFloor();
  const floor = query.data;
  return (
    <>
      <Page
        title="Floor"
        mode={modeOf(floor)}
        polledAt={query.dataUpdatedAt}
        withStop
        pills={floor && <Pill>Equity {money(floor.pnl.equity)} {floor.pnl.currency}</Pill>}
        banner={floor && <KillBanner floor={floor} />}
      >
        {query.isError && <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
        <PnlStrip floor={floor} readAt={query.dataUpdatedAt} />
        <div className="two-one">
          <EquityPanel currency={floor?.pnl.currency ?? ""} />
          <AlgorithmsPanel floor={floor} />
        </div>
        <PositionsTable positions={floor?.positions} algorithms={floor?.algorithms ?? []} />
        <OrdersTable algorithms={floor?.algorithms ?? []} />
      </Page>
      <StopControl floor={floor} />
    </>
  );
}

function modeOf(floor: FloorSync | undefined): string {
  const alive = floor?.algorithms.filter((one) => one.status !== "STOPPED") ?? [];
  return alive.length > 0 && alive.every((one) => one.mode === "simulation") ? "Simulated" : "Paper";
}
