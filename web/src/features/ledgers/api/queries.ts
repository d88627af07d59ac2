/** What the ledgers tell, read at their own pace and again when they push. */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { ApiProblem } from "@/lib/api/errors";
import { every } from "@/lib/api/repeat";
import type { CatalystDetail, CatalystList, FloorCurve, Glass, Human, HumanDayDetail, Page, Position, Prices, Rankings, Spreads } from "@/lib/api/types";
import { useChannel } from "@/lib/live/context";
import { useApi } from "@/lib/services";

export type LedgerName = "catalyst" | "exchange" | "human" | "glass";
export type GlassRange = "7" | "30" | "90" | "365";

const GLASS_MS = 60_000;
const HUMAN_MS = 60_000;
const PRICES_MS = 10_000;
const SPREADS_MS = 60_000;
const EVENTS_MS = 30_000;
const RANKS_MS = 600_000;
const AGAIN_MS = 2000;

/** The non-empty ones of these as a query string with its question mark. */
export function asked(values: Record<string, string>): string {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "")).toString();
  return text ? `?${text}` : "";
}

/** A push of the ledger reads it again, at most every two seconds however much is pushed. */
export function useLedgerPushes(ledger: LedgerName): void {
  const queries = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useChannel(`ledger:${ledger}`, () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      void queries.invalidateQueries({ queryKey: ["ledger", ledger] });
    }, AGAIN_MS);
  });
}

export function useGlass(days: GlassRange) {
  const api = useApi();
  return useQuery({
    queryKey: ["ledger", "glass", days],
    placeholderData: keepPreviousData,
    refetchInterval: every(GLASS_MS),
    queryFn: () => api.get<Glass>(`/v1/ledgers/glass${asked({ days })}`),
  });
}

/** sources: none means all. minScore: counts only scores at least that far from 0. */
export interface HumanFilter {
  sources: readonly string[];
  minScore: number;
}

const filterText = ({ sources, minScore }: HumanFilter) => ({ sources: sources.join(","), min_score: minScore === 0 ? "" : minScore.toFixed(2) });

export function useHuman(filter: HumanFilter) {
  const api = useApi();
  const query = asked(filterText(filter));
  return useQuery({
    queryKey: ["ledger", "human", query],
    placeholderData: keepPreviousData,
    refetchInterval: every(HUMAN_MS),
    queryFn: () => api.get<Human>(`/v1/ledgers/human${query}`),
  });
}

export function useHumanDay(day: string, filter: HumanFilter) {
  const api = useApi();
  const query = asked({ day, ...filterText(filter) });
  return useQuery({ queryKey: ["ledger", "human", "day", query], queryFn: () => api.get<HumanDayDetail>(`/v1/ledgers/human/day${query}`) });
}

export function usePrices() {
  const api = useApi();
  return useQuery({ queryKey: ["ledger", "exchange", "prices"], refetchInterval: every(PRICES_MS), queryFn: () => api.get<Prices>("/v1/ledgers/exchange/prices") });
}

export function useRankings() {
  const api = useApi();
  return useQuery({ queryKey: ["ledger", "rankings"], refetchInterval: every(RANKS_MS), queryFn: () => api.get<Rankings>("/v1/ledgers/rankings") });
}

/** What the person knows of the fees of a transfer, quote currency; empty: not known. */
export interface TransferFees {
  withdrawal_fee: string;
  network_fee: string;
  notional: string;
}

export function useSpreads(fees: TransferFees) {
  const api = useApi();
  return useQuery({
    queryKey: ["ledger", "exchange", "spreads", fees],
    placeholderData: keepPreviousData,
    refetchInterval: every(SPREADS_MS),
    queryFn: () => api.get<Spreads>(`/v1/ledgers/exchange/spreads${asked({ ...fees })}`),
  });
}

/** What the person's money was worth over the last day. */
export function useWorth() {
  const api = useApi();
  return useQuery({ queryKey: ["floor", "equity", "day"], refetchInterval: every(EVENTS_MS), queryFn: () => api.get<FloorCurve>("/v1/floor/equity?range=day") });
}

/** What the person holds in that mode; null: whatever they hold. */
export function useHoldings(mode: string | null | undefined): readonly Position[] {
  const api = useApi();
  const query = useQuery({ queryKey: ["floor", "positions"], refetchInterval: every(EVENTS_MS), queryFn: () => api.get<Page<Position>>("/v1/floor/positions") });
  return query.data?.items.filter((one) => !mode || one.mode === mode) ?? [];
}

export interface EventFilter {
  type: string;
  priority: string;
  coin: string;
  source: string;
  days: string;
}

/** The newest events, for the ticker. */
export function useNewestEvents() {
  const api = useApi();
  return useQuery({ queryKey: ["ledger", "catalyst", "newest"], refetchInterval: every(EVENTS_MS), queryFn: () => api.get<CatalystList>("/v1/ledgers/catalyst?days=30&limit=20") });
}

export function useEvents(filter: EventFilter) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["ledger", "catalyst", "list", filter],
    placeholderData: keepPreviousData,
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.get<CatalystList>(`/v1/ledgers/catalyst${asked({ ...filter, cursor: pageParam })}`),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useEvent(id: string) {
  const api = useApi();
  return useQuery({ queryKey: ["ledger", "catalyst", "event", id], queryFn: () => api.get<CatalystDetail>(`/v1/ledgers/catalyst/${encodeURIComponent(id)}`) });
}

interface QualityScore {
  name: string;
  overall: number | string;
  reasons?: string[];
}

/** How far a ledger can be trusted, 0 to 1; null where nobody scores it. */
export function useQuality(ledger: LedgerName): { overall: number; reasons: string[] } | null {
  const api = useApi();
  const query = useQuery({
    queryKey: ["ledger", "quality"],
    refetchInterval: every(GLASS_MS),
    retry: false,
    queryFn: () => api.get<{ items?: QualityScore[] }>("/v1/ledgers/quality").catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status === 404) return null;
      throw error;
    }),
  });
  const mine = query.data?.items?.find((one) => one.name === ledger);
  const overall = mine === undefined ? NaN : Number(mine.overall);
  return mine && Number.isFinite(overall) ? { overall, reasons: mine.reasons ?? [] } : null;
}
