/** Stored bars of a series, and the pushed ones after them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Candle, Page, Series } from "@/lib/api/types";
import { useChannel } from "@/lib/live/context";
import { useApi } from "@/lib/services";

const BARS = 500;

export function useSeries() {
  const api = useApi();
  return useQuery({ queryKey: ["series"], queryFn: () => api.get<Page<Series>>("/v1/ledgers/exchange/series"), staleTime: 60_000 });
}

export function useCandles(series: string | null) {
  const api = useApi();
  const queries = useQueryClient();
  const key = ["candles", series];
  useChannel(series && `candles:${series}`, () => void queries.invalidateQueries({ queryKey: key }));
  return useQuery({
    queryKey: key,
    enabled: series !== null,
    queryFn: () => api.get<Page<Candle>>(`/v1/ledgers/exchange/candles?series=${encodeURIComponent(String(series))}&limit=${String(BARS)}`),
  });
}
