/** All that waits for a reviewer, whoever asked, the longest waiting first. */
import { useState } from "react";
import type { Review } from "@/lib/api/types";
import { money, stamp, words } from "@/lib/format";
import { Button, Card, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { useReviews } from "../api/queries";
import { ReviewDialog } from "./ReviewDialog";
import { VerdictWord } from "./VerdictWord";

export function ReviewsCard() {
  const reviews = useReviews(true);
  const [open, setOpen] = useState<Review | null>(null);
  const rows = reviews.data?.pages.flatMap((page) => page.items);
  return (
    <Card title="Waiting for a reviewer">
      {reviews.isPending && <Skeleton height={120} />}
      {reviews.isError && !rows && <Problem error={reviews.error} onRetry={() => void reviews.refetch()} />}
      {rows?.length === 0 && <Empty title="Nothing waits">What passes with a condition, or asks for a person, comes here.</Empty>}
      {rows && rows.length > 0 && <DataTable caption="Waiting for a reviewer" columns={columnsFor(setOpen)} rows={rows} rowKey={(row) => row.promotion_id} onOpen={setOpen} />}
      {reviews.hasNextPage && <Button look="quiet" busy={reviews.isFetchingNextPage && "Fetching…"} onClick={() => void reviews.fetchNextPage()}>Show more</Button>}
      {open && <ReviewDialog promotionId={open.promotion_id} name={nameOf(open)} onClose={() => { setOpen(null); }} />}
    </Card>
  );
}

const nameOf = (row: Review): string => `${row.strategy_id} version ${String(row.version)}`;

function columnsFor(onOpen: (row: Review) => void): readonly Column<Review>[] {
  return [
    { key: "created", header: "Asked", value: (row) => row.created_at, cell: (row) => stamp(row.created_at) },
    { key: "strategy", header: "Strategy", value: (row) => row.strategy_id, cell: (row) => <>{row.strategy_id}<small>version {row.version}{row.note ? `: ${row.note}` : ""}</small></> },
    { key: "who", header: "Asked by", value: (row) => row.asked_by, cell: (row) => (row.yours ? <>You<small>another has to approve</small></> : <span className="mono">{row.asked_by.slice(0, 12)}</span>) },
    { key: "target", header: "Where to", value: (row) => row.target, cell: (row) => <>{words(row.target)}<small>{money(row.capital)}</small></> },
    { key: "verdict", header: "Verdict", value: (row) => row.verdict, cell: (row) => <VerdictWord verdict={row.verdict} /> },
    { key: "act", header: "", numeric: true, cell: (row) => <Button aria-label={`Review ${nameOf(row)}`} onClick={() => { onOpen(row); }}>Review</Button> },
  ];
}
