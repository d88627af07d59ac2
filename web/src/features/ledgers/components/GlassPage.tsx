/** The Glass ledger: the chart, what the sums are over, and every protocol. */
import { useSearchParams } from "react-router";
import type { Protocol } from "@/lib/api/types";
import { day, decimal, stamp } from "@/lib/format";
import { Card, GainPercent, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { TextField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";
import { useGlass, useLedgerPushes, type GlassRange } from "../api/queries";
import { GlassChart } from "./GlassChart";
import { GlassFigures } from "./GlassCard";
import { LedgerNav } from "./LedgerNav";
import "./ledgers.css";

const COLUMNS: readonly Column<Protocol>[] = [
  { key: "name", header: "Protocol", cell: (one) => one.name, value: (one) => one.name },
  { key: "assets", header: "Token", cell: (one) => one.assets.join(", "), value: (one) => one.assets.join(" ") },
  { key: "tvl", header: "TVL, USD", numeric: true, cell: (one) => decimal(one.tvl_usd, { places: 0 }), value: (one) => one.tvl_usd },
  { key: "change", header: "24 h", numeric: true, cell: (one) => <GainPercent fraction={one.tvl_change_24h_fraction} />, value: (one) => one.tvl_change_24h_fraction },
  { key: "fees", header: "Fees of 24 h, USD", numeric: true, cell: (one) => decimal(one.fees_24h_usd, { places: 0 }), value: (one) => one.fees_24h_usd },
  { key: "known", header: "Known at", cell: (one) => stamp(one.known_at), value: (one) => one.known_at },
];

export function GlassPage() {
  useLedgerPushes("glass");
  const [search, setSearch] = useSearchParams();
  const range = (["7", "30", "90", "365"].find((one) => one === search.get("days")) ?? "30") as GlassRange;
  const wanted = search.get("find") ?? "";
  const set = (name: string, value: string) => { setSearch((before) => { const next = new URLSearchParams(before); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true }); };
  const query = useGlass(range);
  const glass = query.data;
  const rows = glass?.protocols.filter((one) => `${one.name} ${one.assets.join(" ")}`.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <Page title="Glass" polledAt={query.dataUpdatedAt}>
      <LedgerNav />
      <GlassChart
        query={query}
        range={range}
        onRange={(days) => { set("days", days); }}
        height={340}
        foot={glass && glass.freshness.known_at !== null && (
          <>
            <GlassFigures glass={glass} />
            <p className="muted small">
              TVL is the sum of {glass.chains.join(", ") || "no chain"}, the same on every day; fees are of {glass.fee_protocols.length} protocols. A day that lacks one of them has no sum.
              {glass.left_out.length > 0 && ` Told on too few days to count: ${glass.left_out.join(", ")}.`}
            </p>
          </>
        )}
      />
      <Card title="Protocols">
        {query.isPending && <Skeleton height={300} />}
        {glass && <div className="filters"><TextField label="Find" value={wanted} placeholder="aave" onValue={(value) => { set("find", value); }} /></div>}
        {rows?.length === 0 && <Empty title={wanted ? "No such protocol" : "No protocol yet"}>{wanted ? "Nothing that is followed is called that. Clear the field to see all." : "They come with the first run of DeFiLlama."}</Empty>}
        {rows && rows.length > 0 && <DataTable caption="Protocols" columns={COLUMNS} rows={rows} rowKey={(one) => one.name} csvName="protocols" />}
      </Card>
      {glass && glass.active_addresses.length > 0 && (
        <Card title="Active addresses">
          <dl className="facts event-facts">
            {glass.active_addresses.map((one) => (
              <div key={one.asset} style={{ display: "contents" }}>
                <dt>{one.asset}, day to {day(one.event_time)}</dt>
                <dd>{decimal(one.count, { places: 0 })}</dd>
              </div>
            ))}
          </dl>
        </Card>
      )}
    </Page>
  );
}
