import type { Price } from "@/lib/api/types";
import { price } from "@/lib/format";
import { DataTable, type Column } from "@/ui/DataTable";
import { Change, PriceLine } from "./PriceLine";

const NONE: ReadonlyMap<string, number> = new Map();
const columnsOf = (held: ReadonlyMap<string, number>): readonly Column<Price>[] => [
  { key: "symbol", header: "Market", cell: (one) => <><strong>{one.symbol.split("/")[0]}/<wbr />{one.symbol.split("/")[1]}</strong>{held.has(one.symbol) && <small>held</small>}</>, value: (one) => one.symbol },
  { key: "line", header: "24 h", cell: (one) => <PriceLine found={one} /> },
  { key: "last", header: "Price", numeric: true, cell: (one) => price(one.last), value: (one) => one.last },
  { key: "change", header: "Change", numeric: true, cell: (one) => <Change found={one} />, value: (one) => one.change_24h_fraction },
];
const MORE: readonly Column<Price>[] = [
  { key: "high", header: "High", numeric: true, cell: (one) => price(one.high), value: (one) => one.high },
  { key: "low", header: "Low", numeric: true, cell: (one) => price(one.low), value: (one) => one.low },
  { key: "bid", header: "Bid", numeric: true, cell: (one) => price(one.bid), value: (one) => one.bid },
  { key: "ask", header: "Ask", numeric: true, cell: (one) => price(one.ask), value: (one) => one.ask },
];

export function PricesTable({ rows, held = NONE, more = false, onOpen, csvName }: { rows: readonly Price[]; held?: ReadonlyMap<string, number>; more?: boolean; onOpen: (one: Price) => void; csvName?: string }) {
  return <DataTable caption="Prices" columns={more ? [...columnsOf(held), ...MORE] : columnsOf(held)} rows={rows} rowKey={(one) => one.symbol} onOpen={onOpen} {...(csvName ? { csvName } : {})} />;
}
