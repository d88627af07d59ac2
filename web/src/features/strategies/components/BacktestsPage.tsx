import { useBacktests } from "@/lib/reads";
import { Card } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/states";
import { RunsTable } from "./RunsTable";
import "./strategies.css";

export function BacktestsPage() {
  const runs = useBacktests();
  return (
    <Page title="Backtests">
      <Card title="All backtests">
        {runs.isError ? <Problem error={runs.error} onRetry={() => void runs.refetch()} /> : <RunsTable runs={runs.data?.items} />}
      </Card>
    </Page>
  );
}
