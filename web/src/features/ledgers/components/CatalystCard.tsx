/** The newest events, live: at most five, each with its word and icon; critical ones are announced and chime. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Catalyst, CatalystList } from "@/lib/api/types";
import { age } from "@/lib/format";
import { useChannel, useNow } from "@/lib/live/context";
import type { Envelope } from "@/lib/live/socket";
import { Button, Card } from "@/ui/basic";
import { chime } from "../api/chime";
import { headline, PRIORITY } from "../api/figures";
import { useLedgerPushes, useNewestEvents } from "../api/queries";
import { MOST_SHOWN, shown, useArrivals, useMute, useRead } from "../api/ticker";
import { instead, LedgerTitle, Marks, NothingYet, ReadFailed } from "./parts";

const HEIGHT = 290;

export function CatalystCard() {
  useLedgerPushes("catalyst");
  const query = useNewestEvents();
  const announced = useCriticalPushes();
  const events = query.data?.items;
  const now = useNow(1000);
  const arrivals = useArrivals(events?.map((one) => one.record_id), now);
  const [read, markRead] = useRead();
  const list = events ? shown(events, read, arrivals, now) : [];
  const unread = list.filter((one) => one.priority !== "normal" && !read.has(one.record_id));
  return (
    <Card
      title={<LedgerTitle ledger="catalyst" link>events</LedgerTitle>}
      label="Catalyst"
      actions={(
        <>
          <Marks ledger="catalyst" fresh={query.data?.freshness} />
          {unread.length > 1 && <Button look="quiet" onClick={() => { markRead(unread.map((one) => one.record_id)); }}>Mark all read</Button>}
          <Mute />
        </>
      )}
    >
      <div className="sr-only" role="alert" aria-live="assertive">{announced}</div>
      {instead(query, HEIGHT, list.length > 0 ? false : <NothingYet what="events" source="a source of announcements" />, MOST_SHOWN) ?? (
        <ul className="ticker" aria-label="Newest events" style={{ minHeight: HEIGHT }}>
          {list.map((event) => <Item key={event.record_id} event={event} now={now} read={read.has(event.record_id)} onRead={() => { markRead([event.record_id]); }} />)}
        </ul>
      )}
      {list.length > 0 && <p className="muted small ticker-foot">Critical and high events stay until they are read.</p>}
      <ReadFailed query={query} />
    </Card>
  );
}

function Item({ event, now, read, onRead }: { event: Catalyst; now: number; read: boolean; onRead: () => void }) {
  const { word, icon } = PRIORITY[event.priority];
  const open = event.priority !== "normal" && !read;
  return (
    <li className={`event ${event.priority}${open ? "" : " read"}`}>
      <span className="mark" aria-hidden="true">{icon}</span>
      <div className="grow">
        <Link to={`/ledgers/catalyst/${event.record_id}`} title={event.title} onClick={onRead}><span className="word">{word}:</span> {headline(event.title)}</Link>
        <span className="muted small">
          {event.source}{event.assets.length > 0 && `, ${event.assets.join(" ")}`}, impact {event.impact}{event.synthetic && ", made up"}{open ? "" : event.priority === "normal" ? "" : ", read"}
        </span>
      </div>
      <time className="muted small nowrap" dateTime={event.known_at}>{age(now - Date.parse(event.known_at)).replace(/\.\d/, "")}</time>
      {open && <Button look="quiet" aria-label={`Mark read: ${event.title}`} onClick={onRead}>Mark read</Button>}
    </li>
  );
}

function Mute() {
  const [muted, setMuted] = useMute();
  return <Button look="quiet" aria-pressed={muted} onClick={() => { setMuted(!muted); }}>{muted ? "Muted" : "Mute"}</Button>;
}

/** A critical event stands in the list at once, is said aloud to those who do not see it, and chimes. */
function useCriticalPushes(): string {
  const queries = useQueryClient();
  const [announced, setAnnounced] = useState("");
  const [muted] = useMute();
  useChannel("ledger:catalyst", (messages) => {
    const events = messages.filter((message) => message.type === "catalyst_critical").map(eventOf);
    const newest = events.at(-1);
    if (!newest) return;
    queries.setQueryData<CatalystList>(["ledger", "catalyst", "newest"], (known) => known && { ...known, items: merged(known.items, events) });
    setAnnounced(`Critical event: ${newest.title}${newest.assets.length > 0 ? `, ${newest.assets.join(" ")}` : ""}`);
    if (!muted) chime();
  });
  return announced;
}

const merged = (known: readonly Catalyst[], events: readonly Catalyst[]): Catalyst[] => {
  const ids = new Set(known.map((one) => one.record_id));
  return [...events.filter((one) => !ids.has(one.record_id)), ...known];
};

/** A push says less than the list does; reading it again follows at once. */
function eventOf(message: Envelope): Catalyst {
  const said = message.data as Pick<Catalyst, "record_id" | "source" | "type" | "title" | "impact" | "priority" | "assets" | "url" | "reasons" | "synthetic">;
  return { ...said, description: "", details: {}, basis: "observed", event_time: message.timestamp, known_at: message.timestamp, first_seen_latency_ms: 0 };
}
