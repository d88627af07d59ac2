/** 2 to 10 runs side by side. */
import { useQuery } from "@tanstack/react-query";
import type { Comparison } from "@/lib/api/types";
import { useApi } from "@/lib/services";

export function useComparison(runIds: readonly string[], cut: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["compare", runIds, cut],
    enabled: runIds.length >= 2,
    staleTime: Infinity,
    retry: false,
    queryFn: () => api.post<Comparison>("/v1/backtests/compare", { run_ids: runIds, cut }),
  });
}
