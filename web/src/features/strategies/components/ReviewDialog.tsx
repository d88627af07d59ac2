/** A waiting promotion beside its card as it stands now; a yes that excuses soft gates needs its reason in writing. */
import { useState } from "react";
import { Link } from "react-router";
import type { ReviewDetail } from "@/lib/api/types";
import { money, percent, plain, words } from "@/lib/format";
import { useMe } from "@/lib/me";
import { Button, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { TextAreaField } from "@/ui/Field";
import { FormProblem, Problem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { useDecide, useReview } from "../api/queries";
import { MissedGates } from "./Exception";
import { Gates } from "./Gates";
import { VerdictWord } from "./VerdictWord";

const EXCUSE = 10;

export function ReviewDialog({ promotionId, name, onClose }: { promotionId: string; name: string; onClose: () => void }) {
  const review = useReview(promotionId);
  return (
    <Dialog title={`Review ${name}`} onClose={onClose}>
      {review.isPending && <Skeleton height={260} />}
      {review.isError && <Problem error={review.error} onRetry={() => void review.refetch()} />}
      {review.data && <Decide review={review.data} name={name} onClose={onClose} />}
    </Dialog>
  );
}

function Decide({ review, name, onClose }: { review: ReviewDetail; name: string; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const { promotion, card } = review;
  const decide = useDecide(promotion.promotion_id);
  const said = reason.trim().length;
  const say = (decision: "approve" | "reject") => () => {
    decide.mutate({ decision, reason: reason.trim() }, {
      onSuccess: () => {
        toast("success", decision === "approve" ? `${name} is approved.` : `${name} is rejected.`);
        onClose();
      },
    });
  };
  const hint = review.needs_reason ? `${String(EXCUSE)} characters or more to excuse what is missed: why may it go on? Kept for good.` : "Kept with the promotion.";
  return (
    <div className="stack">
      <dl className="facts">
        <dt>Strategy</dt><dd>{card.name}, {card.series.replaceAll(":", " ")}</dd>
        <dt>Verdict now</dt><dd><VerdictWord verdict={card.verdict} /></dd>
        <dt>Where to</dt><dd>{words(promotion.target)}, {money(promotion.capital)}</dd>
        <dt>Held out</dt><dd>Sharpe {plain(card.out_of_sample["sharpe"]?.value)}, drawdown {percent(card.out_of_sample["max_drawdown"]?.value, 1)}, {plain(card.out_of_sample["trades"]?.value, 0)} trades</dd>
        <dt>Note</dt><dd>{promotion.note || "–"}</dd>
      </dl>
      <MissedGates gates={review.missed} />
      <details>
        <summary className="small">All gates, as they stand now</summary>
        <Gates gates={card.gates} />
      </details>
      <CardLink review={review} />
      <TextAreaField label="Reason" value={reason} maxLength={1000} hint={hint} onValue={setReason} />
      {review.why_not && <p className="warn small" role="note">{review.why_not}</p>}
      <FormProblem error={decide.error} />
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button disabled={said < 1} busy={decide.isPending && "Sending…"} onClick={say("reject")}>{promotion.yours ? "Take back" : "Reject"}</Button>
        <Button look="primary" disabled={!review.may_approve || said < (review.needs_reason ? EXCUSE : 1)} title={review.why_not ?? undefined} busy={decide.isPending && "Sending…"} onClick={say("approve")}>{review.needs_reason ? "Excuse and approve" : "Approve"}</Button>
      </div>
    </div>
  );
}

/** The run's own page is its owner's. */
function CardLink({ review: { promotion } }: { review: ReviewDetail }) {
  const mine = useMe()?.owner_id === promotion.asked_by;
  return mine ? <p><Link to={`/backtests/${promotion.run_id}`}>Read its report card</Link></p> : null;
}
