/** Indicators over a series and opportunities among all of them, as the API computes them. */
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import type { IndicatorEntry, IndicatorSeries, Opportunity, Page } from "@/lib/api/types";
import { useApi } from "@/lib/services";
import type { Chosen } from "./chosen";

const MOST_BARS = 2000;

export function useCatalog() {
  const api = useApi();
  return useQuery({ queryKey: ["indicators"], staleTime: 3_600_000, queryFn: () => api.get<Page<IndicatorEntry>>("/v1/indicators") });
}

/** The answers in order, undefined where one is not there yet; the same object until one changes. */
const joined = (answers: readonly { data?: IndicatorSeries | undefined; error: Error | null }[]) => ({
  found: answers.map((answer) => answer.data),
  error: answers.find((answer) => answer.error)?.error ?? null,
});

/** Each chosen indicator over the last `bars` bars; anew whenever `last` (the newest bar) changes. */
export function useIndicators(series: string, chosen: readonly Chosen[], bars: number, last: string | undefined) {
  const api = useApi();
  const limit = Math.min(MOST_BARS, Math.max(1, bars));
  return useQueries({
    combine: joined,
    queries: chosen.map(({ name, args }) => ({
      queryKey: ["indicator", series, name, args, limit, last],
      enabled: last !== undefined,
      staleTime: Infinity,
      placeholderData: keepPreviousData,
      queryFn: () => api.get<IndicatorSeries>(`/v1/indicators/${name}?series=${encodeURIComponent(series)}&limit=${String(limit)}${args.length > 0 ? `&args=${encodeURIComponent(args.join(","))}` : ""}`),
    })),
  });
}

export interface Filter {
  symbol: string;
  timeframe: string;
  side: string;
  minScore: string;
}

const FRESH_MS = 60_000;

export function useOpportunities({ symbol, timeframe, side, minScore }: Filter) {
  const api = useApi();
  const asked = new URLSearchParams(Object.entries({ symbol, timeframe, side, min_score: minScore === "0" ? "" : minScore }).filter(([, value]) => value !== "")).toString();
  return useInfiniteQuery({
    queryKey: ["opportunities", asked],
    refetchInterval: FRESH_MS,
    placeholderData: keepPreviousData,
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.get<Page<Opportunity>>(`/v1/opportunities?${[asked, pageParam && `cursor=${encodeURIComponent(pageParam)}`].filter(Boolean).join("&")}`),
    getNextPageParam: (page) => page.next_cursor,
  });
}
