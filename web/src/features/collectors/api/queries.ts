/** Collectors as the API tells them, and what an admin has them do. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { every } from "@/lib/api/repeat";
import type {
  CheckedConnection,
  Collector,
  CollectorFigures,
  CollectorSource,
  CollectorsHealth,
  LogLine,
  Page,
  Quality,
  Sample,
} from "@/lib/api/types";
import { useApi } from "@/lib/services";

const LOOK_AGAIN_MS = 15_000;

export function useCollectors(enabled: boolean) {
  const api = useApi();
  return useQuery({ queryKey: ["collectors"], enabled, queryFn: () => api.get<Page<Collector>>("/v1/collectors"), refetchInterval: every(LOOK_AGAIN_MS) });
}

export function useCollector(id: string, enabled: boolean) {
  const api = useApi();
  return useQuery({ queryKey: ["collectors", id], enabled, queryFn: () => api.get<Collector>(`/v1/collectors/${id}`), refetchInterval: every(LOOK_AGAIN_MS) });
}

export function useSources(enabled: boolean) {
  const api = useApi();
  return useQuery({ queryKey: ["collector-sources"], enabled, queryFn: () => api.get<Page<CollectorSource>>("/v1/collector-sources"), staleTime: Infinity });
}

export function useHealth(enabled = true) {
  const api = useApi();
  return useQuery({ queryKey: ["collectors", "health"], enabled, queryFn: () => api.get<CollectorsHealth>("/v1/collectors/health"), refetchInterval: every(LOOK_AGAIN_MS) });
}

export function useQuality() {
  const api = useApi();
  return useQuery({ queryKey: ["ledgers", "quality"], queryFn: () => api.get<Quality>("/v1/ledgers/quality"), refetchInterval: every(60_000) });
}

export function useFigures(id: string) {
  const api = useApi();
  return useQuery({ queryKey: ["collectors", id, "metrics"], queryFn: () => api.get<CollectorFigures>(`/v1/collectors/${id}/metrics?days=7`), refetchInterval: every(60_000) });
}

export function useSamples(id: string) {
  const api = useApi();
  return useQuery({ queryKey: ["collectors", id, "samples"], queryFn: () => api.get<Page<Sample>>(`/v1/collectors/${id}/samples`) });
}

/** What its runs had to say, newest first, a page at a time. */
export function useLogs(id: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["collectors", id, "logs"],
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.get<Page<LogLine>>(`/v1/collectors/${id}/logs?limit=25${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export type Move = "activate" | "pause" | "run";

/** Whatever changes a collector, everything told of it is asked for again. */
function useAct<T, V>(act: (value: V) => Promise<T>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => queries.invalidateQueries({ queryKey: ["collectors"] }) });
}

export function useMove(id: string) {
  const api = useApi();
  return useAct((move: Move) => api.post(`/v1/collectors/${id}/${move}`, {}));
}

export function useTest(id: string) {
  const api = useApi();
  return useAct(() => api.post<CheckedConnection>(`/v1/collectors/${id}/test`, {}));
}

export interface Change {
  version: number;
  schedule?: string;
  settings?: Record<string, unknown>;
}

export function useChange(id: string) {
  const api = useApi();
  return useAct((change: Change) => api.patch<Collector>(`/v1/collectors/${id}`, change));
}

export function useRetire(id: string) {
  const api = useApi();
  return useAct(() => api.delete<Collector>(`/v1/collectors/${id}`));
}

export function useCreate() {
  const api = useApi();
  return useAct((source: string) => api.post<Collector>("/v1/collectors", { source }));
}
