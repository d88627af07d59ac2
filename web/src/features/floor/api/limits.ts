/** The limits each algorithm was promoted with, by promotion. */
import { useQuery } from "@tanstack/react-query";
import type { Limits, Page, Promotion } from "@/lib/api/types";
import { useApi } from "@/lib/services";

export function useLimits(): Record<string, Limits | undefined> {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["promotions", "limits"],
    queryFn: () => api.get<Page<Promotion>>("/v1/promotions?limit=200"),
    staleTime: 60_000,
  });
  return Object.fromEntries(data?.items.map((one) => [one.promotion_id, one.limits]) ?? []);
}
