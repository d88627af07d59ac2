/** Every order with the rule that made it, newest first; a row opens its whole story. */
import { useMemo, useState } from "react";
import type { Algorithm, Order } from "@/lib/api/types";
import { dayTime, decimal, NOTHING, price, quantity, stamp, words } from "@/lib/format";
import { Button, Card, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useOrders } from "../api/queries";
import { OrderDialog } from "./OrderDialog";

const TONE: Record<string, string> = { FILLED: "up", REJECTED: "warn", EXPIRED: "warn", MISSED: "warn", UNKNOWN: "down" };

export function OrdersTable({ algorithms }: { algorithms: readonly Algorithm[] }) {
  const orders = useOrders();
  const [open, setOpen] = useState<string | null>(null);
  const rows = orders.data?.pages.flatMap((page) => page.items);
  const columns = useMemo(() => columnsFor(algorithms), [algorithms]);
  return (
    <Card title="Orders">
      {orders.isPending && <Skeleton height={160} />}
      {orders.isError && !rows && <Problem error={orders.error} onRetry={() => void orders.refetch()} />}
      {rows?.length === 0 && <Empty title="No orders yet">Each order will say here which rule made it, and what became of it.</Empty>}
      {rows && rows.length > 0 && (
        <DataTable caption="Orders" columns={columns} rows={rows} rowKey={(row) => row.order_id} onOpen={(row) => { setOpen(row.order_id); }} csvName="orders" />
      )}
      {orders.hasNextPage && (
        <Button look="quiet" busy={orders.isFetchingNextPage && "Loading…"} onClick={() => void orders.fetchNextPage()}>Older orders</Button>
      )}
      {open && <OrderDialog orderId={open} onClose={() => { setOpen(null); }} />}
    </Card>
  );
}

/** The rule in words; a refusal says first what refused it. */
export function whyOf(order: Order): string {
  const rule = order.reasons
    ?.filter((reason) => reason.values?.outcome !== "pass")
    .map((reason) => reason.text)
    .join("; ");
  return rule ?? words(order.reason);
}

export function stateOf(order: Order): string {
  const refused = order.state === "REJECTED";
  return refused ? `Refused: ${words(order.reason).toLowerCase()}` : words(order.state);
}

function columnsFor(algorithms: readonly Algorithm[]): readonly Column<Order>[] {
  const nameOf = (id: string) => algorithms.find((one) => one.algorithm_id === id)?.name ?? id;
  return [
    { key: "time", header: "Time", value: (row) => row.decided_at ?? row.occurred_at, cell: (row) => <span className="nowrap" title={stamp(row.decided_at)}>{dayTime(row.decided_at ?? row.occurred_at)}</span> },
    { key: "order", header: "Order", value: (row) => `${row.side} ${row.symbol}`, cell: (row) => <>{words(row.side)} {row.symbol}<small>{nameOf(row.algorithm_id)}, {row.type.toLowerCase()}</small></> },
    { key: "why", header: "Why", value: whyOf, cell: (row) => <div className="why">{whyOf(row)}</div> },
    { key: "quantity", header: "Quantity", numeric: true, value: (row) => row.quantity, cell: (row) => quantity(row.quantity) },
    { key: "average", header: "Average", numeric: true, value: (row) => row.average_price, cell: (row) => price(row.average_price) },
    { key: "slippage", header: "Slippage", numeric: true, value: (row) => row.slippage_bps, cell: (row) => (row.slippage_bps ? `${decimal(row.slippage_bps, { places: 1, sign: true })} bps` : NOTHING) },
    { key: "state", header: "State", numeric: true, value: (row) => row.state, cell: (row) => <span className={TONE[row.state] ?? ""}>{stateOf(row)}</span> },
  ];
}
