/** Runs side by side: figures with the best marked, curves on one base, correlation, what their specs say otherwise. */
import { Link, useSearchParams } from "react-router";
import { asProblem } from "@/lib/api/errors";
import type { Comparison } from "@/lib/api/types";
import { day, plain } from "@/lib/format";
import { Button, Card, Skeleton } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { useComparison } from "../api/queries";
import { Correlation } from "./Correlation";
import { Curves } from "./Curves";
import { Differences } from "./Differences";
import { MetricsTable } from "./MetricsTable";
import "./compare.css";

export function ComparePage() {
  const [search, setSearch] = useSearchParams();
  const ids = (search.get("runs") ?? "").split(",").filter((id) => id !== "");
  const cut = search.get("cut") === "yes";
  const comparison = useComparison(ids, cut);
  const problem = comparison.isError ? asProblem(comparison.error) : null;
  const cutToCommon = <Button look="primary" onClick={() => { setSearch({ runs: ids.join(","), cut: "yes" }, { replace: true }); }}>Compare the days all have</Button>;
  return (
    <Page title="Compare">
      {ids.length < 2 && <Empty title="Nothing to compare yet" action={<Link className="btn primary" to="/backtests">Choose runs</Link>}>Tick two to ten completed backtests, then compare them here.</Empty>}
      {ids.length >= 2 && comparison.isPending && <><Skeleton height={300} /><Skeleton height={380} /></>}
      {problem?.code === "different_ranges" && !cut && <Empty title="These runs are over different days" action={cutToCommon}>{problem.message}.</Empty>}
      {problem && (problem.code !== "different_ranges" || cut) && <Problem error={problem} onRetry={() => void comparison.refetch()} />}
      {comparison.data && <Compared comparison={comparison.data} />}
    </Page>
  );
}

function Compared({ comparison }: { comparison: Comparison }) {
  const { ts, measured } = comparison;
  return (
    <>
      <Card title="Figures">
        <MetricsTable runs={comparison.runs} />
        <p className="muted small" style={{ marginTop: 8 }}>
          {plain(ts.length, 0)} days, {day(ts[0])} to {day(ts.at(-1))}. {measured === "cards" ? "Figures of each run's report card, over all its bars." : "Figures over the days all runs have."} ★ marks the best of a line.
        </p>
      </Card>
      <Curves comparison={comparison} />
      <div className="halves">
        <Correlation comparison={comparison} />
        <Differences comparison={comparison} />
      </div>
    </>
  );
}
