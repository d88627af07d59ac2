/** One event: what it is, why it weighs what it weighs, and what followed others of its type. */
import { Link, useParams } from "react-router";
import type { Catalyst, CatalystDetail, PastEffect } from "@/lib/api/types";
import { age, stamp, words } from "@/lib/format";
import { Card, GainPercent, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { alertLike } from "../api/alerts";
import { useEvent } from "../api/queries";
import { PriorityWord } from "./CatalystPage";
import { LedgerNav } from "./LedgerNav";
import "./ledgers.css";

type Horizon = PastEffect["horizons"][number];

const COLUMNS: readonly Column<Horizon>[] = [
  { key: "horizon", header: "After", cell: (one) => SPANS[one.horizon], value: (one) => one.horizon },
  { key: "median", header: "Median move", numeric: true, cell: (one) => <GainPercent fraction={one.median_fraction} />, value: (one) => one.median_fraction },
  { key: "mean", header: "Mean move", numeric: true, cell: (one) => <GainPercent fraction={one.mean_fraction} />, value: (one) => one.mean_fraction },
  { key: "events", header: "Events", numeric: true, cell: (one) => one.events, value: (one) => one.events },
];
const SPANS: Record<Horizon["horizon"], string> = { "1h": "An hour", "24h": "A day", "7d": "A week" };

export function EventPage() {
  const query = useEvent(useParams()["recordId"] ?? "");
  const found = query.data;
  return (
    <Page title="Event" mode={found?.event.synthetic ? "Made up" : null} polledAt={query.dataUpdatedAt}>
      <LedgerNav />
      {query.isPending && <><Skeleton height={220} /><Skeleton height={180} /></>}
      {query.isError && <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
      {found && <><What found={found} /><Effect effect={found.past_effect} /></>}
    </Page>
  );
}

function What({ found }: { found: CatalystDetail }) {
  const { event } = found;
  const facts: readonly (readonly [string, string])[] = [
    ["Happened", stamp(event.event_time)],
    ["Known", `${stamp(event.known_at)}, ${age(event.first_seen_latency_ms)} later${event.basis === "observed" ? "" : " (history, by the lag of its source)"}`],
    ["Source", event.source],
    ["Coins", event.assets.join(", ") || "none named"],
    ["Impact", `${String(event.impact)} of 10`],
    ["Because", event.reasons.join("; ") || "no reason is on record"],
    ...(found.wordings > 1 ? [["Told", `${String(found.wordings)} times, first ${stamp(found.first_known_at)}`] as const] : []),
    ...Object.entries(event.details).map(([name, value]) => [words(name), value] as const),
  ];
  return (
    <Card title={event.title} label="Event" actions={<><PriorityWord priority={event.priority} /><Pill>{words(event.type)}</Pill></>}>
      {event.description && <p className="event-text">{event.description}</p>}
      <dl className="facts event-facts">
        {facts.map(([name, value]) => <div key={name} style={{ display: "contents" }}><dt>{name}</dt><dd>{value}</dd></div>)}
      </dl>
      <div className="row event-links">
        {safe(event.url) && <a className="btn" href={safe(event.url)} rel="noreferrer" target="_blank">At the source</a>}
        <Link className="btn" to={alertLike(event)}>Set alert</Link>
        <Link className="btn" to={`/ledgers/catalyst?type=${event.type}`}>All of this type</Link>
        {event.assets[0] && <Link className="btn" to={`/ledgers/catalyst?coin=${event.assets[0]}`}>All of {event.assets[0]}</Link>}
        <Link className="btn" to="/charts">Charts</Link>
      </div>
    </Card>
  );
}

/** Only a web address is a link: what a source gives is not trusted with more. */
const safe = (url: Catalyst["url"]): string | undefined => (url && /^https?:\/\//i.test(url) ? url : undefined);

function Effect({ effect }: { effect: PastEffect }) {
  const enough = effect.horizons.some((one) => one.median_fraction !== null);
  return (
    <Card title={`After earlier events: ${words(effect.type).toLowerCase()}`} label="Past effect">
      {enough
        ? <DataTable caption="Moves after earlier events of this type" columns={COLUMNS} rows={effect.horizons} rowKey={(one) => one.horizon} csvName={`effect-${effect.type}`} />
        : <Empty title="Too few to say anything">{effect.past_events === 1 ? "One other event" : `${String(effect.past_events)} other events`} of this type {effect.past_events === 1 ? "is" : "are"} kept. From {effect.least_events} with hourly bars before and after them a move is told.</Empty>}
      <p className="muted small">
        From the first hourly close after an event was known; a horizon counts once it is over.
        {effect.measured_on.length > 0 && ` Measured on ${effect.measured_on.join(", ")}.`} What happened before need not happen again.
      </p>
    </Card>
  );
}
