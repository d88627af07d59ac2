import type { Trade } from "@/lib/api/types";
import { decimal, money, NOTHING, price, quantity, shortStamp, words } from "@/lib/format";
import { Gain, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty } from "@/ui/states";

const COLUMNS: readonly Column<Trade>[] = [
  { key: "entry", header: "Entered", value: (row) => row.entry_ts, cell: (row) => <span className="nowrap">{shortStamp(row.entry_ts)}</span> },
  { key: "exit", header: "Left", value: (row) => row.exit_ts, cell: (row) => <span className="nowrap">{shortStamp(row.exit_ts)}</span> },
  { key: "direction", header: "Side", value: (row) => row.direction, cell: (row) => words(row.direction) },
  { key: "why", header: "Why it ended", value: (row) => row.exit_reason, cell: (row) => words(row.exit_reason) },
  { key: "quantity", header: "Quantity", numeric: true, value: (row) => row.quantity, cell: (row) => quantity(row.quantity) },
  { key: "in", header: "In at", numeric: true, value: (row) => row.entry_price, cell: (row) => price(row.entry_price) },
  { key: "out", header: "Out at", numeric: true, value: (row) => row.exit_price, cell: (row) => price(row.exit_price) },
  { key: "fees", header: "Fee in, out", numeric: true, value: (row) => row.entry_fee, cell: (row) => <>{money(row.entry_fee)}<small>{money(row.exit_fee)}</small></> },
  { key: "net", header: "Net P&L", numeric: true, value: (row) => row.net_pnl, cell: (row) => <Gain amount={row.net_pnl} /> },
  { key: "r", header: "R", numeric: true, value: (row) => row.r_multiple, cell: (row) => (row.r_multiple === null ? NOTHING : decimal(row.r_multiple, { places: 2, sign: true })) },
  { key: "regime", header: "Regime", value: (row) => row.regime, cell: (row) => (row.regime ? words(row.regime) : NOTHING) },
  { key: "bars", header: "Bars", numeric: true, value: (row) => row.bars_held, cell: (row) => row.bars_held },
];

const SYMBOL: Column<Trade> = { key: "symbol", header: "Symbol", value: (row) => row.symbol, cell: (row) => row.symbol };

/** The symbol has a column where there is more than one. */
const columnsOf = (trades: readonly Trade[]): readonly Column<Trade>[] => (trades.some((one) => one.symbol !== trades[0]?.symbol) ? [SYMBOL, ...COLUMNS] : COLUMNS);

export function TradesTable({ trades, onOpen }: { trades: readonly Trade[] | undefined; onOpen: (trade: Trade) => void }) {
  if (!trades) return <Skeleton height={240} />;
  if (trades.length === 0) return <Empty title="No trades">The rules never fired in this period, or every entry was refused.</Empty>;
  return <DataTable caption="Trades of the run" columns={columnsOf(trades)} rows={trades} rowKey={(row) => String(row.number)} csvName="trades" onOpen={onOpen} />;
}
