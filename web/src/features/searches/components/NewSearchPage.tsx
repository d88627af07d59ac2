/** A new search: of what, how, and what it would take. */
import { useSearchParams } from "react-router";
import { Link } from "react-router";
import { useStrategies, useStrategy, useVersions } from "@/lib/reads";
import { Card, Segmented, Skeleton } from "@/ui/basic";
import { SelectField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import type { Kind } from "../api/queries";
import { SearchForm } from "./SearchForm";
import "./searches.css";

const KINDS: readonly { value: Kind; text: string }[] = [
  { value: "optimisations", text: "Search parameters" },
  { value: "walkforward", text: "Walk forward" },
];
const WHAT: Record<Kind, string> = {
  optimisations: "Runs the strategy under many parameter sets on the older bars and ranks them. The newest bars stay unseen. Every set tried counts for good against the figures of this strategy's family.",
  walkforward: "Chooses the parameters anew in every train window and judges each choice on the window after it. What is left is what choosing parameters this way would have earned.",
};

export function NewSearchPage() {
  const [search, setSearch] = useSearchParams();
  const strategies = useStrategies();
  const items = strategies.data?.items;
  const id = search.get("strategy") ?? items?.[0]?.strategy_id ?? null;
  const kind: Kind = search.get("kind") === "walkforward" ? "walkforward" : "optimisations";
  const set = (change: Record<string, string>) => { setSearch({ ...Object.fromEntries(search), ...change }, { replace: true }); };
  return (
    <Page title="New search">
      {strategies.isError && <Problem error={strategies.error} onRetry={() => void strategies.refetch()} />}
      {items?.length === 0 && <Empty title="No strategy to search" action={<Link className="btn primary" to="/strategies/new">New strategy</Link>}>Make one from a template first; its parameters can then be searched.</Empty>}
      <div className="narrow stack">
        <Segmented label="Kind of search" options={KINDS} value={kind} onChange={(chosen) => { set({ kind: chosen }); }} />
        <p className="muted">{WHAT[kind]}</p>
        {strategies.isPending && <Skeleton height={420} />}
        {items && items.length > 0 && id && (
          <Card title={kind === "walkforward" ? "Walk forward" : "Search"}>
            <div className="stack">
              <SelectField label="Strategy" value={id} options={items.map((one) => ({ value: one.strategy_id, text: one.name }))} onValue={(strategy) => { set({ strategy, version: "" }); }} />
              <OfVersion key={id} id={id} kind={kind} wanted={Number(search.get("version"))} />
            </div>
          </Card>
        )}
      </div>
    </Page>
  );
}

function OfVersion({ id, kind, wanted }: { id: string; kind: Kind; wanted: number }) {
  const strategy = useStrategy(id);
  const versions = useVersions(id);
  if (strategy.isError) return <Problem error={strategy.error} onRetry={() => void strategy.refetch()} />;
  if (!strategy.data) return <Skeleton height={380} />;
  const latest = strategy.data.latest;
  const shown = versions.data?.items.find((one) => one.version === wanted) ?? latest;
  if (Object.keys(shown.spec.params).length === 0)
    return <Empty title="Nothing to search over" action={<Link className="btn" to={`/strategies/${id}`}>Open the strategy</Link>}>Version {shown.version} has no parameters. Name its numbers as parameters, such as $fast, and use them in its rules.</Empty>;
  return <SearchForm key={`${kind} ${String(shown.version)}`} kind={kind} strategyId={id} version={shown.version} spec={shown.spec} />;
}
