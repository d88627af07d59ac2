/** The Exchange ledger: one market drawn, all of them in a table, and the largest coins. */
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Price, Ranked } from "@/lib/api/types";
import { compact, forDrawing, money, NOTHING, percent, price, stamp } from "@/lib/format";
import { Card, GainPercent, Pill, Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import { uniqueTimes, type ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { SelectField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/states";
import { byRank, usd } from "../api/figures";
import { useLedgerPushes, usePrices, useRankings } from "../api/queries";
import { LedgerNav } from "./LedgerNav";
import { instead, LedgerTitle, Marks, NothingYet, ReadFailed } from "./parts";
import { PricesTable } from "./PricesTable";
import { SpreadsCard } from "./SpreadsCard";
import "./ledgers.css";

const HEIGHT = 280;

export function ExchangePage() {
  useLedgerPushes("exchange");
  const query = usePrices();
  const [search, setSearch] = useSearchParams();
  const ranks = useRankings().data?.items;
  const items = byRank(query.data?.items ?? [], ranks);
  const chosen = items.find((one) => one.symbol === search.get("market")) ?? items[0];
  const choose = (symbol: string) => { setSearch({ market: symbol }, { replace: true }); };
  return (
    <Page title="Exchange" polledAt={query.dataUpdatedAt}>
      <LedgerNav />
      {chosen && <div className="filters"><SelectField label="Market" value={chosen.symbol} options={items.map((one) => ({ value: one.symbol, text: one.symbol }))} onValue={choose} /></div>}
      <OneMarket found={chosen} query={query} />
      {items.length > 0 && <Card title="All markets"><PricesTable rows={items} more csvName="prices" onOpen={(one) => { choose(one.symbol); scrollTo({ top: 0 }); }} /></Card>}
      <SpreadsCard />
      <Largest />
    </Page>
  );
}

type Point = Price["points"][number];
const POINTS: readonly Column<Point>[] = [
  { key: "at", header: "Five minutes from", cell: (one) => stamp(one.at), value: (one) => one.at },
  { key: "price", header: "Last price", numeric: true, cell: (one) => price(one.price), value: (one) => one.price },
];

function OneMarket({ found, query }: { found: Price | undefined; query: ReturnType<typeof usePrices> }) {
  const spec = useMemo(() => (found ? specOf(found) : null), [found]);
  return (
    <ChartPanel
      title={<LedgerTitle ledger="exchange">{found ? `${found.symbol}, 24 h` : "prices"}</LedgerTitle>}
      label="Market"
      spec={spec}
      height={HEIGHT}
      controls={<><Marks ledger="exchange" fresh={query.data?.freshness} />{found && <Pill>{found.venue}</Pill>}</>}
      table={() => <DataTable caption="Prices by five minutes" columns={POINTS} rows={[...(found?.points ?? [])].reverse()} rowKey={(one) => one.at} csvName={`prices-${(found?.symbol ?? "").replace("/", "-")}`} />}
      foot={<>{found && <p className="muted small">Last {price(found.last)} at {stamp(found.known_at)}, bid {price(found.bid)}, ask {price(found.ask)}. Five minutes without a quote are not drawn as if there were one.</p>}<ReadFailed query={query} /></>}
      instead={instead(query, HEIGHT, found ? false : <NothingYet what="prices" source="CoinSpot prices" />)}
    />
  );
}

function specOf(found: Price): ChartSpec {
  const points = uniqueTimes(found.points.map((one) => ({ time: Date.parse(one.at) / 1000, value: forDrawing(one.price) })));
  return {
    label: `${found.symbol}, last 24 h, ${found.move ?? "without a price a day ago"}, now ${price(found.last)}, ${percent(found.change_24h_fraction, 2, true)}`,
    format: (value) => (value >= 1e5 ? compact(value) : price(value.toPrecision(7).replace(/e.*/, ""))),
    lines: [{ name: found.symbol, ink: found.move === "down" ? "down" : found.move === "up" ? "up" : "muted", filled: true, points, step: stepOf(Number(found.last)) }],
  };
}

/** Six digits of the price, as a power of ten: the axis takes no other step. */
const stepOf = (last: number): number => 10 ** Math.max(-8, Math.min(0, Math.floor(Math.log10(last)) - 5));

const RANKED: readonly Column<Ranked>[] = [
  { key: "rank", header: "Rank", numeric: true, cell: (one) => one.rank, value: (one) => one.rank },
  { key: "coin", header: "Coin", cell: (one) => <><strong>{one.symbol}</strong>{one.name && <small>{one.name}</small>}</>, value: (one) => one.symbol },
  { key: "price", header: "Price, USD", numeric: true, cell: (one) => price(one.price_usd), value: (one) => one.price_usd },
  { key: "day", header: "24 h", numeric: true, cell: (one) => <GainPercent fraction={one.change_24h_fraction} />, value: (one) => one.change_24h_fraction },
  { key: "week", header: "7 d", numeric: true, cell: (one) => <GainPercent fraction={one.change_7d_fraction} />, value: (one) => one.change_7d_fraction },
  { key: "volume", header: "Volume, USD", numeric: true, cell: (one) => usd(one.volume_24h_usd), value: (one) => one.volume_24h_usd },
  { key: "cap", header: "Market cap, USD", numeric: true, cell: (one) => usd(one.market_cap_usd), value: (one) => one.market_cap_usd },
  { key: "share", header: "Of those listed", numeric: true, cell: (one) => (one.dominance_fraction === null ? NOTHING : percent(one.dominance_fraction, 1)), value: (one) => one.dominance_fraction },
];

function Largest() {
  const query = useRankings();
  const found = query.data;
  const said = found?.source === "fixed" ? "A fixed list: no source has told one" : found?.cached ? `Last good list, ${stamp(found.freshness.known_at)}` : null;
  return (
    <Card title="Largest coins" actions={said && <Pill tone="warn">{said}</Pill>}>
      {query.isPending && <Skeleton height={300} />}
      {query.isError && <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
      {found && <DataTable caption="Largest coins" columns={RANKED} rows={found.items} rowKey={(one) => one.symbol} csvName="largest-coins" />}
      {found && found.source !== "fixed" && <p className="muted small">By {found.source}, {money(String(found.items.length)).replace(".00", "")} coins.</p>}
    </Card>
  );
}
