/** All runs; ticked ones can be compared. */
import { useState } from "react";
import { useNavigate } from "react-router";
import { useBacktests } from "@/lib/reads";
import { Button, Card } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/states";
import { comparePath, MOST_COMPARED } from "../api/comparing";
import { RunsTable } from "./RunsTable";
import { SuccessTiles } from "./SuccessTiles";
import "./strategies.css";

export function BacktestsPage() {
  const runs = useBacktests();
  const navigate = useNavigate();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const compare = (
    <Button disabled={picked.length < 2} onClick={() => void navigate(comparePath(picked))}>
      {picked.length < 2 ? "Tick two or more to compare" : `Compare ${String(picked.length)} runs`}
    </Button>
  );
  const picking = {
    picked,
    full: picked.length >= MOST_COMPARED,
    toggle: (id: string) => { setPicked(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id]); },
  };
  return (
    <Page title="Backtests">
      {runs.data && <SuccessTiles runs={runs.data.items} />}
      <Card title="All backtests" actions={runs.data && runs.data.items.length > 1 && compare}>
        {runs.isError ? <Problem error={runs.error} onRetry={() => void runs.refetch()} /> : <RunsTable runs={runs.data?.items} picking={picking} />}
      </Card>
    </Page>
  );
}
