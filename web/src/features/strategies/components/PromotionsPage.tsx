/** What was asked for, what waits for a decision, what became of it. */
import { useState } from "react";
import { Link } from "react-router";
import type { Promotion } from "@/lib/api/types";
import { useMissingRole } from "@/lib/me";
import { money, stamp, words } from "@/lib/format";
import { useStrategies } from "@/lib/reads";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { DataTable, type Column } from "@/ui/DataTable";
import { TextField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty, FormProblem, Problem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { awaitsDecision, useDecide, usePromotions } from "../api/queries";
import "./strategies.css";

const TONE: Record<string, string> = { REJECTED: "down", WAITING: "warn", APPROVED: "gold", DEPLOYED: "up" };

export function PromotionsPage() {
  const promotions = usePromotions();
  const strategies = useStrategies().data?.items;
  const [deciding, setDeciding] = useState<Promotion | null>(null);
  const notAllowed = useMissingRole("reviewer");
  const nameOf: NameOf = (promotion) => strategies?.find((one) => one.strategy_id === promotion.strategy_id)?.name ?? promotion.strategy_id;
  const rows = promotions.data?.items;
  const waiting = rows?.filter(awaitsDecision).length ?? 0;
  return (
    <Page title="Promotions" pills={waiting > 0 && <Pill tone="warn">{waiting} to decide</Pill>}>
      <Card title="Promotions">
        {promotions.isPending && <Skeleton height={160} />}
        {promotions.isError && <Problem error={promotions.error} onRetry={() => void promotions.refetch()} />}
        {rows?.length === 0 && (
          <Empty title="Nothing was promoted yet" action={<Link className="btn" to="/backtests">Backtests</Link>}>Open a passed report card and press Promote.</Empty>
        )}
        {waiting > 0 && notAllowed && <p className="small warn">{notAllowed} Someone with it must decide on what waits.</p>}
        {rows && rows.length > 0 && <DataTable caption="Promotions" columns={columnsFor(setDeciding, nameOf, notAllowed)} rows={rows} rowKey={(row) => row.promotion_id} csvName="promotions" />}
      </Card>
      {deciding && <DecideDialog promotion={deciding} name={nameOf(deciding)} onClose={() => { setDeciding(null); }} />}
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

function DecideDialog({ promotion, name, onClose }: { promotion: Promotion; name: string; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const decide = useDecide(promotion.promotion_id);
  const say = (decision: "approve" | "reject") => () => {
    decide.mutate({ decision, reason: reason.trim() }, {
      onSuccess: () => {
        toast("success", decision === "approve" ? `${name} is approved.` : `${name} is rejected.`);
        onClose();
      },
    });
  };
  const said = reason.trim().length >= 3;
  return (
    <Dialog title={`Decide on ${name}`} onClose={onClose}>
      <dl className="facts">
        <dt>Where to</dt><dd>{words(promotion.target)}</dd>
        <dt>Capital</dt><dd>{money(promotion.capital)}</dd>
        <dt>Note</dt><dd>{promotion.note || "–"}</dd>
      </dl>
      <p><Link to={`/backtests/${promotion.run_id}`}>Read its report card</Link></p>
      <TextField label="Reason" value={reason} maxLength={500} hint="3 to 500 characters, kept in the audit." onValue={setReason} />
      <FormProblem error={decide.error} />
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button disabled={!said} busy={decide.isPending && "Sending…"} onClick={say("reject")}>Reject</Button>
        <Button look="primary" disabled={!said} busy={decide.isPending && "Sending…"} onClick={say("approve")}>Approve</Button>
      </div>
    </Dialog>
  );
}
