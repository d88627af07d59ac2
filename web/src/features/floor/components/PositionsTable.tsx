import type { Algorithm, Position } from "@/lib/api/types";
import { age, NOTHING, price, quantity, words } from "@/lib/format";
import { Card, Gain, GainPercent, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty } from "@/ui/states";

export function PositionsTable({ positions, algorithms }: { positions: readonly Position[] | undefined; algorithms: readonly Algorithm[] }) {
  const nameOf = (id: string) => algorithms.find((one) => one.algorithm_id === id)?.name ?? id;
  const columns: readonly Column<Position>[] = [
    { key: "symbol", header: "Position", value: (row) => row.symbol, cell: (row) => <>{words(row.side)} {row.symbol}<small>{nameOf(row.algorithm_id)}</small></> },
    { key: "quantity", header: "Quantity", numeric: true, value: (row) => row.quantity, cell: (row) => quantity(row.quantity) },
    { key: "entry", header: "Entry", numeric: true, value: (row) => row.average_entry, cell: (row) => price(row.average_entry) },
    { key: "mark", header: "Mark", numeric: true, value: (row) => row.mark, cell: (row) => price(row.mark) },
    { key: "pnl", header: "Open P&L", numeric: true, value: (row) => row.unrealised, cell: (row) => <><Gain amount={row.unrealised} /><small><GainPercent fraction={row.unrealised_fraction} /></small></> },
    { key: "stop", header: "Stop", numeric: true, value: (row) => row.stop, cell: (row) => price(row.stop) },
    { key: "target", header: "Target", numeric: true, value: (row) => row.target, cell: (row) => price(row.target) },
    { key: "opened", header: "Held", numeric: true, value: (row) => row.opened_at, cell: (row) => (row.opened_at ? age(Date.parse(row.mark_time ?? row.opened_at) - Date.parse(row.opened_at)) : NOTHING) },
  ];
  return (
    <Card title="Positions">
      {!positions && <Skeleton height={72} />}
      {positions?.length === 0 && <Empty title="No open position">One appears here the moment an entry fills.</Empty>}
      {positions && positions.length > 0 && (
        <DataTable caption="Open positions" columns={columns} rows={positions} rowKey={(row) => row.algorithm_id + row.symbol} csvName="positions" />
      )}
    </Card>
  );
}
