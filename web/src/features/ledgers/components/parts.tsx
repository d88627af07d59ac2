/** What every card and page of a ledger has: its name in its hue, its marks, and what stands where data is not. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Freshness } from "@/lib/api/types";
import { age, clock, percent } from "@/lib/format";
import { useNow } from "@/lib/live/context";
import { Pill, Skeleton } from "@/ui/basic";
import { Empty, Problem } from "@/ui/states";
import { useQuality, type LedgerName } from "../api/queries";

const NAMES: Record<LedgerName, string> = { catalyst: "Catalyst", exchange: "Exchange", human: "Human", glass: "Glass" };

/** link: on a card the name leads to the ledger's page. */
export function LedgerTitle({ ledger, link = false, children }: { ledger: LedgerName; link?: boolean; children: ReactNode }) {
  const name = <span className={`ledger-name ${ledger}`}>{NAMES[ledger]}</span>;
  return <>{link ? <Link className="ledger-link" to={`/ledgers/${ledger}`}>{name}<span aria-hidden="true"> ›</span></Link> : name} {children}</>;
}

/** Said only when something is to be said: made-up records, old ones, a quality that is not full. */
export function Marks({ ledger, fresh }: { ledger: LedgerName; fresh: Freshness | undefined }) {
  const now = useNow(30_000);
  const quality = useQuality(ledger);
  return (
    <>
      {fresh?.synthetic && <Pill tone="gold">Made up</Pill>}
      {fresh?.stale && fresh.known_at && <Pill tone="warn">Stale, {age(now - Date.parse(fresh.known_at))} old</Pill>}
      {quality && (
        <span className={quality.overall < 0.7 ? "pill warn" : "pill"} title={quality.reasons.join("; ") || "Nothing is wrong"}>
          Quality {percent(quality.overall, 0)}
          <span className="sr-only">{quality.reasons.join("; ")}</span>
        </span>
      )}
    </>
  );
}

export interface Read {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/** What stands in place of a drawing or of `rows`, in its height, or nothing while there is something to show. */
export function instead(query: Read, height: number, empty: false | ReactNode, rows = 1): ReactNode | undefined {
  if (query.isPending) return <div className="ledger-wait">{Array.from({ length: rows }, (_, row) => <Skeleton key={row} height={(height - 6 * (rows - 1)) / rows} />)}</div>;
  if (query.isError && query.dataUpdatedAt === 0) return <div style={{ minHeight: height }}><Problem error={query.error} onRetry={() => query.refetch()} /></div>;
  return empty === false ? undefined : <div style={{ minHeight: height }}>{empty}</div>;
}

/** What was read before stays, with its time, while reading again fails. */
export function ReadFailed({ query }: { query: Read }) {
  if (!query.isError || query.dataUpdatedAt === 0) return null;
  return <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => query.refetch()} />;
}

export function NothingYet({ what, source }: { what: string; source: string }) {
  return (
    <Empty title={`No ${what} yet`} action={<Link className="btn" to="/ledgers/explore">Look in the explorer</Link>}>
      They come with the first run of a collector: activate {source}. Until then nothing is made up here.
    </Empty>
  );
}

export function Figure({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="ledger-figure">
      <dt>{label}</dt>
      <dd>{children}{note && <small>{note}</small>}</dd>
    </div>
  );
}

export const asOf = (fresh: Freshness): string => `Newest known at ${clock(fresh.known_at)}.`;
