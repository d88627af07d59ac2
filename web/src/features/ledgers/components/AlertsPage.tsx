/** What a person wants to be told of, and what they were told. */
import { Link } from "react-router";
import type { Alert, Notification } from "@/lib/api/types";
import { shortStamp, words } from "@/lib/format";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Page } from "@/ui/Page";
import { Empty, FormProblem, Problem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { useAlerts, useMarkRead, useNotifications, useRemoveAlert, useSwitchAlert } from "../api/alerts";
import { AlertForm } from "./AlertForm";
import { PriorityWord } from "./CatalystPage";
import { LedgerNav } from "./LedgerNav";
import "./ledgers.css";

export function AlertsPage() {
  return (
    <Page title="Alerts">
      <LedgerNav />
      <div className="alert-grid">
        <div className="alert-column"><Notifications /><Standing /></div>
        <Card title="New alert"><AlertForm /></Card>
      </div>
    </Page>
  );
}

const typesText = (one: Alert) => one.types.map(words).join(", ") || "Any event";
const coinsText = (one: Alert) => one.coins.join(" ") || "any coin";
const LEAST: Record<Alert["least_priority"], string> = { normal: "any priority", high: "high or critical", critical: "critical only" };
const said = (one: Alert) => `${typesText(one)}, ${coinsText(one)}, ${LEAST[one.least_priority]}`;

function Standing() {
  const query = useAlerts();
  const turn = useSwitchAlert();
  const remove = useRemoveAlert();
  const rows = query.data?.items;
  return (
    <Card title="Your alerts">
      {query.isPending && <Skeleton height={120} />}
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {rows?.length === 0 && <Empty title="No alert stands">Choose under New alert what you want to be told of.</Empty>}
      {rows && rows.length > 0 && (
        <ul className="alerts" aria-label="Your alerts">
          {rows.map((one) => (
            <li key={one.alert_id} className="row">
              <span className="grow">
                <strong>{typesText(one)}</strong>
                <br /><span className="muted small">{coinsText(one)}, {LEAST[one.least_priority]}{one.active ? "" : ", switched off"}</span>
              </span>
              <Button look="quiet" aria-pressed={!one.active} aria-label={`${one.active ? "Switch off" : "Switch on"}: ${said(one)}`} onClick={() => { turn.mutate(one); }}>{one.active ? "Switch off" : "Switch on"}</Button>
              <Button aria-label={`Remove: ${said(one)}`} onClick={() => { remove.mutate(one, { onSuccess: () => { toast("success", "The alert is removed."); } }); }}>Remove</Button>
            </li>
          ))}
        </ul>
      )}
      <FormProblem error={turn.error ?? remove.error} />
    </Card>
  );
}

function Notifications() {
  const query = useNotifications();
  const mark = useMarkRead();
  const rows = query.data?.pages.flatMap((page) => page.items);
  const columns: readonly Column<Notification>[] = [
    { key: "at", header: "Told at", cell: (one) => shortStamp(one.told_at), value: (one) => one.told_at },
    { key: "priority", header: "Priority", cell: (one) => <PriorityWord priority={one.priority} />, value: (one) => one.priority },
    { key: "event", header: "Event", cell: (one) => <><Link to={`/ledgers/catalyst/${one.record_id}`} onClick={() => { if (!one.read) mark.mutate(one); }}>{one.title}</Link><small>{words(one.type)}{one.assets.length > 0 && `, ${one.assets.join(" ")}`}{one.synthetic && ", made up"}</small></>, value: (one) => one.title },
    { key: "read", header: "", cell: (one) => (one.read ? <span className="muted small">read</span> : <Button look="quiet" aria-label={`Mark read: ${one.title}`} onClick={() => { mark.mutate(one); }}>Mark read</Button>) },
  ];
  const unread = rows?.filter((one) => !one.read).length ?? 0;
  return (
    <Card title="Notifications" actions={unread > 0 && <Pill tone="gold">{unread} unread</Pill>}>
      {query.isPending && <Skeleton height={200} />}
      {query.isError && <Problem error={query.error} lastAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
      {rows?.length === 0 && <Empty title="Nothing was told yet">An event that one of your alerts asks for stands here for 90 days, and is said on every open page.</Empty>}
      {rows && rows.length > 0 && <DataTable caption="Notifications, newest first" columns={columns} rows={rows} rowKey={(one) => one.notification_id} csvName="notifications" />}
      {query.hasNextPage && <div><Button busy={query.isFetchingNextPage && "Reading…"} onClick={() => void query.fetchNextPage()}>Earlier</Button></div>}
      <FormProblem error={mark.error} />
    </Card>
  );
}
