/** The frame of a page: its title, its mode, the connection, and what is wrong with it. */
import { useEffect, type ReactNode } from "react";
import { useLiveHub, useLiveStatus, useNow, useSocketState } from "@/lib/live/context";
import { freshness, type LiveStatus } from "@/lib/live/pace";
import { age } from "@/lib/format";
import { Button, Pill, type Tone } from "./basic";

interface PageProps {
  title: string;
  mode?: string | null;
  pills?: ReactNode;
  /** When data last came over HTTP, ms: the age while the socket is down. */
  polledAt?: number | undefined;
  banner?: ReactNode;
  withStop?: boolean;
  children: ReactNode;
}

export function Page({ title, mode, pills, polledAt, banner, withStop = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Oh My Coins`;
  }, [title]);
  return (
    <>
      <header className="topbar">
        <h1>{title}</h1>
        {mode && <Pill tone="gold">{mode}</Pill>}
        <span className="grow" />
        <ConnectionPill polledAt={polledAt} />
        {pills}
      </header>
      <ConnectionBanner />
      {banner}
      <main id="main" className={withStop ? "page with-stop" : "page"} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

const WORDS: Record<LiveStatus, string> = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  delayed: "Delayed",
  degraded: "Degraded",
  critical: "Disconnected",
};

function ConnectionPill({ polledAt }: { polledAt: number | undefined }) {
  const status = useLiveStatus();
  const { lastHeardAt } = useSocketState();
  const now = useNow(500);
  const heard = Math.max(lastHeardAt ?? 0, status === "live" ? 0 : (polledAt ?? 0));
  const old = heard > 0 ? Math.max(0, now - heard) : null;
  const tones: Record<string, Tone> = { fresh: status === "live" ? "plain" : "warn", amber: "warn", red: "down" };
  const tone = old === null ? "plain" : (tones[freshness(old)] ?? "plain");
  return (
    <span className={`pill ${tone === "plain" ? "" : tone}`} data-testid="connection" data-status={status}>
      <i className={status === "live" && tone === "plain" ? "dot-up" : ""} aria-hidden="true" />
      {WORDS[status]}
      {old !== null && `, ${age(old)} ago`}
    </span>
  );
}

const BANNER: Partial<Record<LiveStatus, { title: string; text: string }>> = {
  delayed: { title: "DISCONNECTED", text: "Live updates are cut. Figures are read every 2 s instead." },
  degraded: { title: "DEGRADED MODE", text: "No live updates for over a minute. Figures are read every 5 s; statuses are unconfirmed." },
  critical: {
    title: "DISCONNECTED FOR OVER 5 MINUTES",
    text: "Server-side protection goes on without this page. Check your network; STOP still works over HTTP. If it fails, close positions on the venue's own site.",
  },
};

function ConnectionBanner() {
  const hub = useLiveHub();
  const status = useLiveStatus();
  const said = BANNER[status];
  return (
    <div role="alert" aria-live="assertive">
      {said && (
        <div className={status === "critical" ? "banner critical" : "banner"} data-testid="disconnected">
          <strong>{said.title}</strong>
          <span>{said.text}</span>
          <span className="grow" />
          <Button onClick={() => { hub.retryNow(); }}>Retry now</Button>
        </div>
      )}
    </div>
  );
}
