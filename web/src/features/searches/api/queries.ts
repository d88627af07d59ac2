/** Searches and walk-forwards as the API tells them; progress by push, and by asking. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { every } from "@/lib/api/repeat";
import type {
  Chain,
  HeatMap,
  Optimisation,
  OptimisationDetail,
  OptimisationRequest,
  Page,
  ResultRow,
  SearchEstimate,
  SearchProgress,
  SearchStarted,
  Walkforward,
  WalkforwardDetail,
  WalkforwardRequest,
} from "@/lib/api/types";
import { useChannel, useLiveStatus } from "@/lib/live/context";
import { isRunning } from "@/lib/reads";
import { useApi } from "@/lib/services";
import { useSettled } from "@/lib/settled";

/** How the API names the two kinds in its addresses. */
export type Kind = "optimisations" | "walkforward";

interface Listed {
  state: { status: string; error: unknown; data?: Page<{ state: string }> | undefined };
}

const whileRunning = (query: Listed) => every(query.state.data?.items.some(isRunning) ? 3000 : false)(query);

export function useOptimisations() {
  const api = useApi();
  return useQuery({ queryKey: ["optimisations"], queryFn: () => api.get<Page<Optimisation>>("/v1/optimisations"), refetchInterval: whileRunning });
}

export function useWalkforwards() {
  const api = useApi();
  return useQuery({ queryKey: ["walkforward"], queryFn: () => api.get<Page<Walkforward>>("/v1/walkforward"), refetchInterval: whileRunning });
}

type Request = OptimisationRequest | WalkforwardRequest;

export function useSearchEstimate(kind: Kind, request: Request | null) {
  const api = useApi();
  const text = useSettled(JSON.stringify(request));
  return useQuery({
    queryKey: [kind, "estimate", text],
    enabled: text !== "null",
    queryFn: () => api.post<SearchEstimate>(`/v1/${kind}/estimate`, JSON.parse(text)),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
}

export function useStartSearch(kind: Kind) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: Request) => api.post<SearchStarted>(`/v1/${kind}`, request),
    onSuccess: () => queries.invalidateQueries({ queryKey: [kind] }),
  });
}

type Job = Optimisation | Walkforward;
type Told = Partial<Pick<Job, "state" | "error">> & Partial<SearchProgress>;

const TOLD = ["phase", "done", "total", "shards_done", "shards"] as const;

/** A search with what was pushed of it; the fraction is of what is done. */
function toldOf<T extends Job>(job: T, told: Told): T {
  const news = Object.fromEntries(TOLD.filter((name) => told[name] !== undefined).map((name) => [name, told[name]]));
  const progress = { ...job.progress, ...news };
  return { ...job, state: told.state ?? job.state, error: told.error ?? job.error, progress: { ...progress, fraction: progress.total > 0 ? progress.done / progress.total : 0 } };
}

function useSearch<T extends Job>(kind: Kind, id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const live = useLiveStatus() === "live";
  const key = [kind, id];
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.get<T>(`/v1/${kind}/${id}`),
    refetchInterval: (asked) => every(asked.state.data && isRunning(asked.state.data) ? (live ? 3000 : 1000) : false)(asked),
  });
  useChannel(`search:${id}`, (messages) => {
    const news = messages.filter((message) => message.type === "search_progress").map((message) => message.data as Told);
    queries.setQueryData<T>(key, (job) => job && news.reduce(toldOf<T>, job));
    if (news.some((told) => told.state && !isRunning({ state: told.state }))) void queries.invalidateQueries({ queryKey: key });
  });
  return query;
}

export const useOptimisation = (id: string) => useSearch<OptimisationDetail>("optimisations", id);
export const useWalkforward = (id: string) => useSearch<WalkforwardDetail>("walkforward", id);

/** Calls a search off, or takes a failed one up again. */
export function useSteer(kind: Kind, id: string, what: "cancel" | "resume") {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/v1/${kind}/${id}/${what}`, {}),
    onSettled: () => queries.invalidateQueries({ queryKey: [kind, id] }),
  });
}

export function useHeatMap(id: string, x: string, y: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["optimisations", id, "heatmap", x, y],
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: () => api.get<HeatMap>(`/v1/optimisations/${id}/heatmap?x=${encodeURIComponent(x)}&y=${encodeURIComponent(y)}`),
  });
}

/** Every set, best first, a page at a time. */
export function useResults(id: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["optimisations", id, "results"],
    staleTime: Infinity,
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.get<Page<ResultRow>>(`/v1/optimisations/${id}/results?limit=200${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useChain(id: string) {
  const api = useApi();
  return useQuery({ queryKey: ["walkforward", id, "equity"], staleTime: Infinity, queryFn: () => api.get<Chain>(`/v1/walkforward/${id}/equity`) });
}
