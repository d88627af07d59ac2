/** What each of several symbols came to on the one capital. */
import type { ReportCard } from "@/lib/api/types";
import { day, money, percent, plain } from "@/lib/format";
import { Card, Gain, GainPercent } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";

type Row = ReportCard["markets"][number];

const COLUMNS: readonly Column<Row>[] = [
  { key: "symbol", header: "Symbol", value: (row) => row.symbol, cell: (row) => row.symbol },
  {
    key: "bars", header: "Bars", value: (row) => row.bars,
    cell: (row) => <>{plain(row.bars, 0)}<small>{day(row.from)} to {day(row.to)}{row.missing_bars > 0 ? `, ${plain(row.missing_bars, 0)} missing` : ""}</small></>,
  },
  { key: "trades", header: "Trades", numeric: true, value: (row) => row.trades, cell: (row) => plain(row.trades, 0) },
  { key: "win", header: "Won", numeric: true, value: (row) => row.win_rate, cell: (row) => percent(row.win_rate, 0) },
  { key: "costs", header: "Costs", numeric: true, value: (row) => row.costs, cell: (row) => money(row.costs) },
  { key: "net", header: "Net P&L", numeric: true, value: (row) => row.net_pnl, cell: (row) => <Gain amount={row.net_pnl} /> },
  { key: "held", header: "Held instead", numeric: true, value: (row) => row.held_return, cell: (row) => <GainPercent fraction={row.held_return} /> },
];

export function MarketsTable({ card }: { card: ReportCard }) {
  return (
    <Card title={`${String(card.markets.length)} symbols on one capital`}>
      <div className="stack">
        <DataTable caption="Results by symbol" columns={COLUMNS} rows={card.markets} rowKey={(row) => row.symbol} csvName="symbols" />
        <p className="muted small">Buy and hold above is the same money in each. An algorithm trades one symbol: run it alone to promote it.</p>
      </div>
    </Card>
  );
}
