import { useState } from "react";
import { useHuman, useLedgerPushes, type HumanFilter } from "../api/queries";
import { HumanFilters } from "./HumanFilters";
import { HumanPanel } from "./HumanPanel";

export function HumanCard() {
  useLedgerPushes("human");
  const [filter, setFilter] = useState<HumanFilter>({ sources: [], minScore: 0 });
  const query = useHuman(filter);
  return (
    <HumanPanel query={query} filter={filter} link>
      {query.data && (
        <details className="card-filters">
          <summary>Filter</summary>
          <HumanFilters known={query.data.sources} filter={filter} onChange={setFilter} />
        </details>
      )}
    </HumanPanel>
  );
}
