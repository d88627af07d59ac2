/** Where the indicators agree, best first; each with what speaks for it and against it, and the way to its chart. */
import { useSearchParams } from "react-router";
import type { Opportunity } from "@/lib/api/types";
import { useSeriesList } from "@/lib/reads";
import { Button, Card, Segmented, Skeleton } from "@/ui/basic";
import { SelectField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { useOpportunities, type Filter } from "../api/analysis";
import { OpportunityCard } from "./OpportunityCard";
import "./markets.css";

const SIDES = [{ value: "", text: "Both" }, { value: "BUY", text: "Buy" }, { value: "SELL", text: "Sell" }] as const;
const SCORES = [{ value: "0", text: "Any" }, { value: "20", text: "20 or more" }, { value: "40", text: "40 or more: buy or sell" }, { value: "70", text: "70 or more: strong" }];

export function OpportunitiesPage() {
  const [search, setSearch] = useSearchParams();
  const filter: Filter = { symbol: search.get("symbol") ?? "", timeframe: search.get("timeframe") ?? "", side: search.get("side") ?? "", minScore: search.get("score") ?? "0" };
  const found = useOpportunities(filter);
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === "" || value === "0") next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const items = found.data?.pages.flatMap((page) => page.items);
  return (
    <Page title="Opportunities" polledAt={found.dataUpdatedAt}>
      <Filters filter={filter} onSet={set} />
      {found.isPending && <><Skeleton height={160} /><Skeleton height={160} /></>}
      {found.isError && <Problem error={found.error} onRetry={() => void found.refetch()} lastAt={found.dataUpdatedAt} />}
      {items?.length === 0 && (
        <Card title="None"><Empty title="Nothing matches">Of the stored series none has indicators that agree like this at its last close. Lower the score or show both sides.</Empty></Card>
      )}
      <ol className="stack" aria-label="Opportunities, best first">
        {items?.map((one: Opportunity) => <li key={one.opportunity_id}><OpportunityCard found={one} /></li>)}
      </ol>
      {found.hasNextPage && <div><Button busy={found.isFetchingNextPage && "Reading…"} onClick={() => void found.fetchNextPage()}>More</Button></div>}
    </Page>
  );
}

function Filters({ filter, onSet }: { filter: Filter; onSet: (name: string, value: string) => void }) {
  const series = useSeriesList().data?.items ?? [];
  const choices = (values: readonly string[], all: string) => [{ value: "", text: all }, ...Array.from(new Set(values)).sort().map((value) => ({ value, text: value }))];
  return (
    <div className="filters" role="group" aria-label="Filters">
      <SelectField label="Symbol" value={filter.symbol} options={choices(series.map((one) => one.symbol), "All symbols")} onValue={(value) => { onSet("symbol", value); }} />
      <SelectField label="Timeframe" value={filter.timeframe} options={choices(series.map((one) => one.timeframe), "All timeframes")} onValue={(value) => { onSet("timeframe", value); }} />
      <SelectField label="Score" value={filter.minScore} options={SCORES} onValue={(value) => { onSet("score", value); }} />
      <div className="field">
        <span className="label">Side</span>
        <Segmented label="Side" options={SIDES} value={filter.side as "" | "BUY" | "SELL"} onChange={(value) => { onSet("side", value); }} />
      </div>
    </div>
  );
}
