/** Words for what collectors are and do. */
import type { Collector } from "@/lib/api/types";
import type { Tone } from "@/ui/basic";

export const STATE_TONE: Record<Collector["state"], Tone> = { DRAFT: "plain", ACTIVE: "up", PAUSED: "warn", FAILED: "down", RETIRED: "plain" };
export const STATE_TEXT: Record<Collector["state"], string> = { DRAFT: "Off", ACTIVE: "On", PAUSED: "Paused", FAILED: "Failed", RETIRED: "Retired" };
export const HEALTH_TONE: Record<Collector["health"], Tone> = { HEALTHY: "up", DEGRADED: "warn", FAILED: "down", UNKNOWN: "plain" };
export const HEALTH_TEXT: Record<Collector["health"], string> = { HEALTHY: "Healthy", DEGRADED: "Degraded", FAILED: "Failed", UNKNOWN: "No runs" };

export const SCHEDULES: readonly { value: string; text: string }[] = [
  { value: "rate(1 minute)", text: "Every minute" },
  { value: "rate(5 minutes)", text: "Every 5 minutes" },
  { value: "rate(15 minutes)", text: "Every 15 minutes" },
  { value: "rate(1 hour)", text: "Every hour" },
  { value: "rate(2 hours)", text: "Every 2 hours" },
  { value: "rate(6 hours)", text: "Every 6 hours" },
  { value: "cron(0 2 * * ? *)", text: "Every day at 02:00 UTC" },
];

const UNITS = [
  { ms: 86_400_000, one: "day" },
  { ms: 3_600_000, one: "hour" },
  { ms: 60_000, one: "minute" },
];

export function everyText(ms: number): string {
  const unit = UNITS.find((one) => ms % one.ms === 0) ?? { ms: 60_000, one: "minute" };
  const count = Math.round(ms / unit.ms);
  return count === 1 ? `every ${unit.one}` : `every ${String(count)} ${unit.one}s`;
}
