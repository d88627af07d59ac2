/** The table behind a candle chart. */
import type { Candle } from "@/lib/api/types";
import { price, quantity, stamp } from "@/lib/format";
import type { Column } from "@/ui/DataTable";

export const CANDLE_COLUMNS: readonly Column<Candle>[] = [
  { key: "ts", header: "Opened", value: (bar) => bar.ts, cell: (bar) => stamp(bar.ts) },
  ...(["open", "high", "low", "close"] as const).map((name) => ({
    key: name,
    header: name.charAt(0).toUpperCase() + name.slice(1),
    numeric: true,
    value: (bar: Candle) => bar[name],
    cell: (bar: Candle) => price(bar[name]),
  })),
  { key: "volume", header: "Volume", numeric: true, value: (bar) => bar.volume, cell: (bar) => quantity(bar.volume) },
];
