/** Which events the ticker shows, which of them were read, and whether it may make a sound. */
import { useState, useSyncExternalStore } from "react";
import type { Catalyst } from "@/lib/api/types";

export const MOST_SHOWN = 5;
const FRESH_MS = 30_000;
const READ_KEY = "omc.catalyst.read";
const MUTE_KEY = "omc.catalyst.mute";
const MOST_KEPT = 300;

/**
 * At most five, newest on top. Critical and high ones keep a place until they are read, a normal one for 30 s
 * after it arrived; the newest of the others fill the places that are left.
 */
export function shown(events: readonly Catalyst[], read: ReadonlySet<string>, arrived: ReadonlyMap<string, number>, now: number): Catalyst[] {
  const holds = (event: Catalyst) => (event.priority === "normal" ? now - (arrived.get(event.record_id) ?? 0) < FRESH_MS : !read.has(event.record_id));
  const byTime = [...events].sort((a, b) => b.known_at.localeCompare(a.known_at));
  const held = byTime.filter(holds).slice(0, MOST_SHOWN);
  const others = byTime.filter((event) => !held.includes(event)).slice(0, MOST_SHOWN - held.length);
  return [...held, ...others].sort((a, b) => b.known_at.localeCompare(a.known_at));
}

const watchers = new Set<() => void>();

function keep(key: string, value: string): void {
  localStorage.setItem(key, value);
  watchers.forEach((watcher) => { watcher(); });
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

const useKept = (key: string): string => useSyncExternalStore(watch, () => localStorage.getItem(key) ?? "");

export function useRead(): readonly [ReadonlySet<string>, (ids: readonly string[]) => void] {
  const kept = useKept(READ_KEY).split(" ").filter(Boolean);
  return [new Set(kept), (ids) => { keep(READ_KEY, Array.from(new Set([...kept, ...ids])).slice(-MOST_KEPT).join(" ")); }];
}

export function useMute(): readonly [boolean, (muted: boolean) => void] {
  return [useKept(MUTE_KEY) === "on", (muted) => { keep(MUTE_KEY, muted ? "on" : ""); }];
}

/** When each event was first seen here; those of the first answer were not seen to arrive. */
export function useArrivals(ids: readonly string[] | undefined, now: number): ReadonlyMap<string, number> {
  const [seen, setSeen] = useState<{ key: string; arrivals: ReadonlyMap<string, number> } | null>(null);
  const key = ids?.join(" ");
  if (key !== undefined && seen?.key !== key) {
    const at = (id: string) => (seen ? (seen.arrivals.get(id) ?? now) : 0);
    setSeen({ key, arrivals: new Map(key.split(" ").filter(Boolean).map((id) => [id, at(id)])) });
  }
  return seen?.arrivals ?? new Map<string, number>();
}
