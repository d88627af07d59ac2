/** How long to wait before the next try to reconnect, and how old news may be (REQ-FL-DISC-001 ff.). */

const STEPS_S = [0, 1, 2, 4, 8, 16, 30];
const JITTER_FRACTION = 0.2;

/** attempt 0 is tried at once; `random` is in [0, 1). */
export function waitMs(attempt: number, random: number): number {
  const seconds = STEPS_S[Math.min(attempt, STEPS_S.length - 1)] ?? 30;
  return Math.round(seconds * 1000 * (1 + JITTER_FRACTION * (2 * random - 1)));
}

export type LiveStatus = "connecting" | "live" | "reconnecting" | "delayed" | "degraded" | "critical";

/** lostSince: when the connection was lost (or first wanted), null while it is open. Times are ms. */
export function liveStatus(lostSince: number | null, everOpen: boolean, now: number): LiveStatus {
  if (lostSince === null) return "live";
  const lost = now - lostSince;
  if (lost < 10_000) return everOpen ? "reconnecting" : "connecting";
  if (lost < 60_000) return "delayed";
  return lost < 300_000 ? "degraded" : "critical";
}

/** How often to ask over HTTP instead; null while the socket brings the news. */
export function pollMs(status: LiveStatus): number | null {
  if (status === "delayed") return 2000;
  return status === "degraded" || status === "critical" ? 5000 : null;
}

export type Freshness = "fresh" | "amber" | "red";

/** Older than 10 s is amber, older than 60 s red. */
export function freshness(ageMs: number): Freshness {
  if (ageMs > 60_000) return "red";
  return ageMs > 10_000 ? "amber" : "fresh";
}
