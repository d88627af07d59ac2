/** The Floor: what is running, what it earns, why it traded, and STOP. */
import { useState } from "react";
import { money } from "@/lib/format";
import { Pill, Segmented } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/states";
import { currencyOf, pnlOf } from "../api/money";
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
  const [mode, setMode] = useState<string | null>(null);
  const unit = currencyOf(floor);
  return (
    <>
      <Page
        title="Floor"
        mode={floor && modeWord(pnlOf(floor, mode).mode)}
        polledAt={query.dataUpdatedAt}
        withStop
        pills={floor && <Pill>Equity {money(pnlOf(floor, mode).equity)} {unit}</Pill>}
        banner={floor && <KillBanner floor={floor} />}
      >
        {query.isError && <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
        {floor && floor.pnl_by_mode.length > 1 && (
          <Segmented label="Mode of the sums" options={MODES} value={pnlOf(floor, mode).mode} onChange={setMode} />
        )}
        <PnlStrip floor={floor} mode={mode} readAt={query.dataUpdatedAt} />
        <div className="two-one">
          <EquityPanel currency={unit} />
          <AlgorithmsPanel floor={floor} />
        </div>
        <PositionsTable positions={floor?.positions} algorithms={floor?.algorithms ?? []} />
        <OrdersTable algorithms={floor?.algorithms ?? []} />
      </Page>
      <StopControl floor={floor} />
    </>
  );
}

const MODES = [
  { value: "paper", text: "Paper" },
  { value: "simulation", text: "Simulated" },
];

const modeWord = (mode: string): string => (mode === "simulation" ? "Simulated" : "Paper");
