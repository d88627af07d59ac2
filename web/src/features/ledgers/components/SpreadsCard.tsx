/** One symbol on two venues. To be looked at: what a transfer costs is the person's to fill in. */
import { useState } from "react";
import type { Spread } from "@/lib/api/types";
import { percent, price, shortStamp } from "@/lib/format";
import { Card, GainPercent, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { TextField } from "@/ui/Field";
import { Empty, Problem } from "@/ui/states";
import { useSpreads, type TransferFees } from "../api/queries";

const AMOUNT = /^\d{0,12}(\.\d{0,8})?$/;
const NOTHING_KNOWN: TransferFees = { notional: "1000", withdrawal_fee: "", network_fee: "" };

const COLUMNS: readonly Column<Spread>[] = [
  { key: "symbol", header: "Symbol", cell: (one) => <><strong>{one.symbol}</strong><small>{shortStamp(one.at)}{one.stale && ", old"}</small></>, value: (one) => one.symbol },
  { key: "buy", header: "Cheaper at", cell: (one) => <>{one.buy_venue}<small>{price(one.buy_price)}</small></>, value: (one) => one.buy_venue },
  { key: "sell", header: "Dearer at", cell: (one) => <>{one.sell_venue}<small>{price(one.sell_price)}</small></>, value: (one) => one.sell_venue },
  { key: "spread", header: "Spread", numeric: true, cell: (one) => <>{percent(one.spread_fraction, 3)}<small>mean {percent(one.mean_spread_fraction, 3, true)}</small></>, value: (one) => one.spread_fraction },
  { key: "traded", header: "After trading", numeric: true, cell: (one) => <GainPercent fraction={one.traded_fraction} places={3} />, value: (one) => one.traded_fraction },
  { key: "net", header: "Net", numeric: true, cell: (one) => <Net found={one} />, value: (one) => one.net_fraction },
];

function Net({ found }: { found: Spread }) {
  if (found.net_fraction === null) return <span className="muted small">not known: {found.unknown.join(", ")}</span>;
  return <><GainPercent fraction={found.net_fraction} places={3} />{found.opportunity ? <> <Pill tone="gold">Opportunity</Pill></> : <small>{found.stale ? "old prices" : "too little"}</small>}</>;
}

export function SpreadsCard() {
  const [fees, setFees] = useState(NOTHING_KNOWN);
  const query = useSpreads({ ...fees, notional: Number(fees.notional) > 0 ? fees.notional : "" });
  const found = query.data;
  const set = (name: keyof TransferFees) => (value: string) => { if (AMOUNT.test(value)) setFees({ ...fees, [name]: value }); };
  return (
    <Card title="Between venues">
      {query.isPending && <Skeleton height={120} />}
      {query.isError && <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
      {found?.items.length === 0 && <Empty title="Nothing to compare">No symbol is collected from two venues. Collect one, such as BTC/USDT, from another venue too.</Empty>}
      {found && found.items.length > 0 && (
        <>
          <div className="filters" role="group" aria-label="A transfer">
            <TextField label="Put in" value={fees.notional} inputMode="decimal" onValue={set("notional")} />
            <TextField label="Withdrawal fee" value={fees.withdrawal_fee} inputMode="decimal" placeholder="not known" onValue={set("withdrawal_fee")} />
            <TextField label="Network fee" value={fees.network_fee} inputMode="decimal" placeholder="not known" onValue={set("network_fee")} />
          </div>
          <DataTable caption="Spreads between venues" columns={COLUMNS} rows={found.items} rowKey={(one) => `${one.symbol} ${one.buy_venue} ${one.sell_venue}`} csvName="spreads" />
          <p className="muted small">
            By the last closes both venues have. After trading: both takers’ fees, half spreads and slippage taken off; net: the transfer too, in quote currency. An opportunity leaves {percent(found.least_net_fraction, 1)} or more, and is to be looked at only: prices move while a coin is on its way.
          </p>
        </>
      )}
    </Card>
  );
}
