/** All events, by type, priority, coin and source. */
import { useNavigate, useSearchParams } from "react-router";
import type { Catalyst } from "@/lib/api/types";
import { stamp, words } from "@/lib/format";
import { Button, Card, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { SelectField, TextField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { COIN, PRIORITY, TYPES } from "../api/figures";
import { useEvents, useLedgerPushes, type EventFilter } from "../api/queries";
import { LedgerNav } from "./LedgerNav";
import { LedgerTitle, Marks } from "./parts";
import "./ledgers.css";

const DAYS = ["1", "7", "30", "90"];

export function PriorityWord({ priority }: { priority: Catalyst["priority"] }) {
  const { word, icon } = PRIORITY[priority];
  return <span className={`priority ${priority}`}><span aria-hidden="true">{icon}</span> {word}</span>;
}

const COLUMNS: readonly Column<Catalyst>[] = [
  { key: "known", header: "Known at", cell: (one) => stamp(one.known_at), value: (one) => one.known_at },
  { key: "priority", header: "Priority", cell: (one) => <PriorityWord priority={one.priority} />, value: (one) => one.priority },
  { key: "title", header: "Event", cell: (one) => <>{one.title}{one.synthetic && <small>made up</small>}</>, value: (one) => one.title },
  { key: "type", header: "Type", cell: (one) => words(one.type), value: (one) => one.type },
  { key: "coins", header: "Coins", cell: (one) => one.assets.join(" "), value: (one) => one.assets.join(" ") },
  { key: "impact", header: "Impact", numeric: true, cell: (one) => one.impact, value: (one) => one.impact },
  { key: "source", header: "Source", cell: (one) => one.source, value: (one) => one.source },
];

export function CatalystPage() {
  useLedgerPushes("catalyst");
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const of = (name: string) => search.get(name) ?? "";
  const typed = of("coin").toUpperCase();
  const filter: EventFilter = { type: of("type"), priority: of("priority"), coin: COIN.test(typed) ? typed : "", source: of("source"), days: of("days") || "30" };
  const query = useEvents(filter);
  const items = query.data?.pages.flatMap((page) => page.items);
  const first = query.data?.pages[0];
  const set = (name: string, value: string) => { const next = new URLSearchParams(search); if (value) next.set(name, value); else next.delete(name); setSearch(next, { replace: true }); };
  const any = (values: readonly string[], all: string) => [{ value: "", text: all }, ...values.map((value) => ({ value, text: words(value) }))];
  return (
    <Page title="Catalyst" polledAt={query.dataUpdatedAt}>
      <LedgerNav />
      <Card title={<LedgerTitle ledger="catalyst">events</LedgerTitle>} label="Events" actions={<Marks ledger="catalyst" fresh={first?.freshness} />}>
        <div className="filters" role="group" aria-label="Filters">
          <SelectField label="Type" value={filter.type} options={any(TYPES, "All types")} onValue={(value) => { set("type", value); }} />
          <SelectField label="Priority" value={filter.priority} options={any(["critical", "high", "normal"], "All")} onValue={(value) => { set("priority", value); }} />
          <TextField label="Coin" value={of("coin")} placeholder="SOL" problem={typed && !COIN.test(typed) ? "A symbol such as SOL" : undefined} onValue={(value) => { set("coin", value); }} />
          <SelectField label="Source" value={filter.source} options={any(first?.sources ?? [], "All sources")} onValue={(value) => { set("source", value); }} />
          <SelectField label="Since" value={filter.days} options={DAYS.map((value) => ({ value, text: value === "1" ? "A day" : `${value} days` }))} onValue={(value) => { set("days", value); }} />
        </div>
        {query.isPending && <Skeleton height={360} />}
        {query.isError && <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
        {items?.length === 0 && !query.hasNextPage && <Empty title="No such event">Nothing of this kind is known in this time. Take a filter away or look further back.</Empty>}
        {items && items.length > 0 && <DataTable caption="Events, newest first" columns={COLUMNS} rows={items} rowKey={(one) => one.record_id} csvName="events" onOpen={(one) => void navigate(`/ledgers/catalyst/${one.record_id}`)} />}
        {query.hasNextPage && <div><Button busy={query.isFetchingNextPage && "Reading…"} onClick={() => void query.fetchNextPage()}>Earlier</Button></div>}
      </Card>
    </Page>
  );
}
