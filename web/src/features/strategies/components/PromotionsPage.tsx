/** What was asked for, what waits for a decision, what became of it. */
import { useState } from "react";
import { Link } from "react-router";
import type { Promotion } from "@/lib/api/types";
import { useMe, useMissingRole } from "@/lib/me";
import { money, stamp, words } from "@/lib/format";
import { useStrategies } from "@/lib/reads";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { awaitsDecision, usePromotions } from "../api/queries";
import { ReviewDialog } from "./ReviewDialog";
import { ReviewsCard } from "./ReviewsCard";
import "./strategies.css";

const TONE: Record<string, string> = { REJECTED: "down", WAITING: "warn", APPROVED: "gold", DEPLOYED: "up" };

export function PromotionsPage() {
  const promotions = usePromotions();
  const strategies = useStrategies().data?.items;
  const [deciding, setDeciding] = useState<Promotion | null>(null);
  const me = useMe();
  const notAllowed = useMissingRole("reviewer");
  const nameOf: NameOf = (promotion) => strategies?.find((one) => one.strategy_id === promotion.strategy_id)?.name ?? promotion.strategy_id;
  const rows = promotions.data?.items;
  const waiting = rows?.filter(awaitsDecision).length ?? 0;
  return (
    <Page title="Promotions" pills={waiting > 0 && <Pill tone="warn">{waiting} to decide</Pill>}>
      {me && notAllowed === null && <ReviewsCard />}
      <Card title="Yours" label="Promotions">
        {promotions.isPending && <Skeleton height={160} />}
        {promotions.isError && <Problem error={promotions.error} onRetry={() => void promotions.refetch()} />}
        {rows?.length === 0 && (
          <Empty title="Nothing was promoted yet" action={<Link className="btn" to="/backtests">Backtests</Link>}>Open a passed report card and press Promote.</Empty>
        )}
        {waiting > 0 && notAllowed && <p className="small warn">{notAllowed} Someone with it must decide on what waits.</p>}
        {rows && rows.length > 0 && <DataTable caption="Promotions" columns={columnsFor(setDeciding, nameOf, notAllowed)} rows={rows} rowKey={(row) => row.promotion_id} csvName="promotions" />}
      </Card>
      {deciding && <ReviewDialog promotionId={deciding.promotion_id} name={nameOf(deciding)} onClose={() => { setDeciding(null); }} />}
    </Page>
  );
}

type NameOf = (promotion: Promotion) => string;

function columnsFor(onDecide: (promotion: Promotion) => void, nameOf: NameOf, notAllowed: string | null): readonly Column<Promotion>[] {
  return [
    { key: "created", header: "Asked", value: (row) => row.created_at, cell: (row) => stamp(row.created_at) },
    { key: "strategy", header: "Strategy", value: (row) => nameOf(row), cell: (row) => <><Link to={`/backtests/${row.run_id}`}>{nameOf(row)}</Link><small>version {row.version}</small></> },
    { key: "target", header: "Where to", value: (row) => row.target, cell: (row) => words(row.target) },
    { key: "capital", header: "Capital", numeric: true, value: (row) => row.capital, cell: (row) => money(row.capital) },
    { key: "state", header: "State", value: (row) => row.state, cell: (row) => <><span className={TONE[row.state] ?? ""}>{words(row.state)}</span>{row.reason && <small>{row.reason}</small>}</> },
    { key: "act", header: "", numeric: true, cell: (row) => awaitsDecision(row) && <Button disabled={notAllowed !== null} title={notAllowed ?? undefined} aria-label={`Decide on ${nameOf(row)}`} onClick={() => { onDecide(row); }}>Decide</Button> },
  ];
}
