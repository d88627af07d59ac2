/** The person's own trades on a market, for its chart. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FloorTrade, Page, Series } from "@/lib/api/types";
import { useApi } from "@/lib/services";

const NONE: readonly FloorTrade[] = [];
const FRESH_MS = 30_000;

/** Simulations belong to simulated markets and to no other; paper and live to the rest. */
export function useMyTrades({ symbol, simulated }: Series): readonly FloorTrade[] {
  const api = useApi();
  const items = useQuery({
    queryKey: ["floor", "trades"],
    staleTime: FRESH_MS,
    queryFn: () => api.get<Page<FloorTrade>>("/v1/floor/trades?limit=200"),
  }).data?.items;
  return useMemo(() => items?.filter((trade) => trade.symbol === symbol && (trade.mode === "simulation") === simulated) ?? NONE, [items, symbol, simulated]);
}
