/** Stored bars of a series, latest first by page, and the pushed ones after them. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Candle, Page } from "@/lib/api/types";
import { useChannel } from "@/lib/live/context";
import { useApi } from "@/lib/services";

export const BARS = 500;

/** `bars` oldest first; `fetchNextPage` brings the ones before them. A pushed close reads all anew. */
export function useCandles(series: string) {
  const api = useApi();
  const queries = useQueryClient();
  const key = ["candles", series];
  useChannel(`candles:${series}`, () => void queries.invalidateQueries({ queryKey: key }));
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const before = pageParam ? `&end=${encodeURIComponent(pageParam)}` : "";
      return api.get<Page<Candle>>(`/v1/ledgers/exchange/candles?series=${encodeURIComponent(series)}&limit=${String(BARS)}${before}`);
    },
    getNextPageParam: (page) => (page.items.length < BARS ? undefined : page.items[0]?.ts),
  });
  const pages = query.data?.pages;
  const bars = useMemo(() => pages && [...pages].reverse().flatMap((page) => page.items), [pages]);
  return { ...query, bars };
}
