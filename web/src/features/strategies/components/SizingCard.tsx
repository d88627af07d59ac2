/** Other stakes for the same trades: what full Kelly, half of it and a fixed stake come to, and what they risk. */
import { useState } from "react";
import type { Backtest, Sizing } from "@/lib/api/types";
import { percent, plain } from "@/lib/format";
import { asProblem } from "@/lib/api/errors";
import { Card, GainPercent, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { TextField } from "@/ui/Field";
import { Empty, Problem } from "@/ui/states";
import { useSizing } from "../api/queries";

type Row = Sizing["rows"][number];
const NAMES: Record<Row["name"], string> = { full_kelly: "Full Kelly", half_kelly: "Half Kelly", fixed_fraction: "Fixed stake" };

const COLUMNS: readonly Column<Row>[] = [
  { key: "name", header: "Stake", value: (row) => NAMES[row.name], cell: (row) => <>{NAMES[row.name]}<small>{percent(row.stake_fraction, 1)} of equity</small></> },
  { key: "growth", header: "Growth", numeric: true, value: (row) => row.growth, cell: (row) => <GainPercent fraction={row.growth} places={1} /> },
  { key: "fall", header: "Drawdown", numeric: true, value: (row) => row.max_drawdown, cell: (row) => percent(row.max_drawdown, 1) },
  { key: "half", header: "Risk of losing half", numeric: true, value: (row) => row.risk_of_half, cell: (row) => <span className={Number(row.risk_of_half) > 0.05 ? "down" : ""}>{percent(row.risk_of_half, 1)}</span> },
];

export function SizingCard({ run }: { run: Backtest }) {
  const [stake, setStake] = useState("0.2");
  const wrong = !(Number(stake) > 0 && Number(stake) <= 1);
  const sizing = useSizing(run.run_id, wrong ? "0.2" : stake.trim());
  const none = sizing.isError && asProblem(sizing.error).code === "no_trades";
  return (
    <Card title="Other stakes for the same trades" label="Stakes">
      <div className="stack">
        <div style={{ maxWidth: 220 }}>
          <TextField label="Fixed stake" inputMode="decimal" value={stake} hint="0.2 is 20 % of equity" problem={wrong ? "Above 0, at most 1" : undefined} onValue={setStake} />
        </div>
        {sizing.isPending && <Skeleton height={132} />}
        {none && <Empty title="Nothing to stake">The run has no trades.</Empty>}
        {sizing.isError && !none && <Problem error={sizing.error} onRetry={() => void sizing.refetch()} />}
        {sizing.data && !sizing.isError && (
          <>
            <DataTable caption="Stakes side by side" columns={COLUMNS} rows={sizing.data.rows} rowKey={(row) => row.name} csvName={`stakes-${run.run_id}`} />
            <p className="muted small">Over {plain(sizing.data.trades, 0)} round trips. Kelly is taken from these very trades, with hindsight: the most they could have grown by, not what anybody could have known.</p>
          </>
        )}
      </div>
    </Card>
  );
}
