/** Reads that more than one feature needs: series, strategies, runs. */
import { useQuery } from "@tanstack/react-query";
import { every } from "@/lib/api/repeat";
import type { Backtest, Page, Series, StrategyDetail, StrategySummary, StrategyVersion } from "@/lib/api/types";
import { useApi } from "@/lib/services";

/** Still at work: runs and searches go through the same states. */
export const isRunning = (job: { state: string }): boolean => job.state === "PENDING" || job.state === "RUNNING";

export function useSeriesList() {
  const api = useApi();
  return useQuery({ queryKey: ["series"], queryFn: () => api.get<Page<Series>>("/v1/ledgers/exchange/series"), staleTime: 60_000 });
}

export function useStrategies() {
  const api = useApi();
  return useQuery({ queryKey: ["strategies"], queryFn: () => api.get<Page<StrategySummary>>("/v1/strategies") });
}

export function useStrategy(id: string | null) {
  const api = useApi();
  return useQuery({ queryKey: ["strategy", id], enabled: id !== null, queryFn: () => api.get<StrategyDetail>(`/v1/strategies/${String(id)}`) });
}

export function useVersions(id: string | null) {
  const api = useApi();
  return useQuery({ queryKey: ["strategy", id, "versions"], enabled: id !== null, queryFn: () => api.get<Page<StrategyVersion>>(`/v1/strategies/${String(id)}/versions`) });
}

export function useBacktests() {
  const api = useApi();
  return useQuery({
    queryKey: ["backtests"],
    queryFn: () => api.get<Page<Backtest>>("/v1/backtests"),
    refetchInterval: (query) => every(query.state.data?.items.some(isRunning) ? 3000 : false)(query),
  });
}
