/** The Human ledger: the calendar, its filters, and which coins are named. */
import { useState } from "react";
import type { Human } from "@/lib/api/types";
import { decimal } from "@/lib/format";
import { Card } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { useHuman, useLedgerPushes, type HumanFilter } from "../api/queries";
import { HumanFilters } from "./HumanFilters";
import { HumanPanel } from "./HumanPanel";
import { LedgerNav } from "./LedgerNav";
import "./ledgers.css";

type Trend = Human["trending"][number];

const COLUMNS: readonly Column<Trend>[] = [
  { key: "coin", header: "Coin", cell: (one) => one.name, value: (one) => one.name },
  { key: "mentions", header: "Mentions, 24 h", numeric: true, cell: (one) => one.mentions, value: (one) => one.mentions },
  { key: "usual", header: "A day before", numeric: true, cell: (one) => decimal(one.usual, { places: 1 }), value: (one) => one.usual },
];

export function HumanPage() {
  useLedgerPushes("human");
  const [filter, setFilter] = useState<HumanFilter>({ sources: [], minScore: 0 });
  const query = useHuman(filter);
  const human = query.data;
  return (
    <Page title="Human" polledAt={query.dataUpdatedAt}>
      <LedgerNav />
      {human && <Card title="Filters"><HumanFilters known={human.sources} filter={filter} onChange={setFilter} /></Card>}
      <HumanPanel query={query} filter={filter}>
        <p className="muted small">A day is the mean of the scores of all that was said on it, UTC. Seven bands: from 0.7 and 0.4, above 0, 0, and the mirror below. Arrows walk the days, Enter opens one by source and hour.</p>
      </HumanPanel>
      {human && human.trending.length > 0 && (
        <Card title="Named most"><DataTable caption="Coins named most" columns={COLUMNS} rows={human.trending} rowKey={(one) => one.name} csvName="trending" /></Card>
      )}
    </Page>
  );
}
