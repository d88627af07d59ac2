/** How a pushed message changes the Floor's state. Pure; unknown types change nothing. */
import type { Algorithm, FloorSync, Order, Position } from "@/lib/api/types";
import type { Envelope } from "@/lib/live/socket";

const CLOSED = new Set(["FILLED", "CANCELLED", "REJECTED", "EXPIRED", "MISSED"]);

export const isOpen = (order: { state: string }): boolean => !CLOSED.has(order.state);

/** Newest first; a known id is updated in its place. */
export function upsert<T extends object>(rows: readonly T[], change: Partial<T>, id: keyof T): T[] {
  const at = rows.findIndex((row) => row[id] === change[id]);
  if (at < 0) return [change as T, ...rows];
  return rows.map((row, index) => (index === at ? { ...row, ...change } : row));
}

type Apply = (floor: FloorSync, data: never) => FloorSync;

const APPLY: Record<string, Apply> = {
  // Told per account: the owner's sums are read again, at most once a second.
  pnl_update: (floor, data: { algorithm_id: string; total: string; trades: number }) => ({
    ...floor,
    algorithms: floor.algorithms.map((one) =>
      one.algorithm_id === data.algorithm_id ? { ...one, pnl: data.total, trades: data.trades } : one,
    ),
  }),
  algorithm_status: (floor, data: Partial<Algorithm>) => ({
    ...floor,
    algorithms: upsert(floor.algorithms, data, "algorithm_id"),
  }),
  order_update: (floor, data: Partial<Order>) => ({
    ...floor,
    open_orders: upsert(floor.open_orders, data, "order_id").filter(isOpen),
  }),
  position_update: (floor, data: Position) => ({ ...floor, positions: positionsAfter(floor.positions, data) }),
};

function positionsAfter(positions: readonly Position[], change: Position): Position[] {
  const same = (one: Position) => one.algorithm_id === change.algorithm_id && one.symbol === change.symbol;
  const others = positions.filter((one) => !same(one));
  if (change.side === null || /^-?0*\.?0*$/.test(change.quantity)) return others;
  return [...others, { ...positions.find(same), ...change }];
}

export function applied(floor: FloorSync, message: Envelope): FloorSync {
  const apply = APPLY[message.type];
  const next = apply ? apply(floor, message.data as never) : floor;
  return message.seq === null ? next : { ...next, seq: Math.max(next.seq, message.seq) };
}
