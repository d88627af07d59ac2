/** Strategies, runs, cards and promotions as the API tells them. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  Backtest,
  BacktestCurve,
  BacktestRequest,
  Drift,
  ExportFormat,
  ExportLink,
  Page,
  Promotion,
  PromotionRequest,
  ReportCard,
  Review,
  ReviewDetail,
  RunEstimate,
  Sizing,
  Spec,
  StrategyVersion,
  Template,
  Trade,
  Validation,
} from "@/lib/api/types";
import { every } from "@/lib/api/repeat";
import { follow } from "@/lib/csv";
import { useChannel, useLiveStatus } from "@/lib/live/context";
import { isRunning } from "@/lib/reads";
import { useApi } from "@/lib/services";
import { useSettled } from "@/lib/settled";

export function useTemplates() {
  const api = useApi();
  return useQuery({ queryKey: ["templates"], queryFn: () => api.get<Page<Template>>("/v1/strategy-templates"), staleTime: 600_000 });
}

/** What the server says of a spec, asked again once typing has paused. */
export function useValidation(spec: Spec) {
  const api = useApi();
  const text = useSettled(JSON.stringify(spec));
  return useQuery({
    queryKey: ["validate", text],
    queryFn: () => api.post<Validation>("/v1/strategies/validate", { spec: JSON.parse(text) as Spec }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

/** A new strategy, or a new version on top of the latest one this page has seen. */
export function useSaveStrategy(base: { id: string; version: number } | null) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (spec: Spec) =>
      base === null
        ? api.post<StrategyVersion>("/v1/strategies", { spec })
        : api.post<StrategyVersion>(`/v1/strategies/${base.id}/versions`, { spec, based_on: base.version }),
    onSuccess: () => Promise.all([
      queries.invalidateQueries({ queryKey: ["strategies"] }),
      queries.invalidateQueries({ queryKey: ["strategy", base?.id] }),
    ]),
  });
}

export function useStartBacktest() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: BacktestRequest) => api.post<{ run_id: string }>("/v1/backtests", request),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["backtests"] }),
  });
}

/** What a run would take, asked once the form has rested; it starts nothing. */
export function useEstimate(request: BacktestRequest) {
  const api = useApi();
  const text = useSettled(JSON.stringify(request));
  return useQuery({
    queryKey: ["estimate", text],
    queryFn: () => api.post<RunEstimate>("/v1/backtests/estimate", JSON.parse(text)),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
}

/** A file of the run: the answer is a link that is good for some minutes. */
export function useExport(runId: string) {
  const api = useApi();
  return useMutation({
    mutationFn: ({ format, table }: { format: ExportFormat; table?: "trades" | "equity" }) =>
      api.get<ExportLink>(`/v1/backtests/${runId}/export?format=${format}${table ? `&table=${table}` : ""}`),
    onSuccess: ({ url, file_name }) => { follow(url, file_name); },
  });
}

/** Progress by push, and by asking: every 2 s with the socket, each second without. */
export function useBacktest(runId: string) {
  const api = useApi();
  const queries = useQueryClient();
  const live = useLiveStatus() === "live";
  const key = ["backtest", runId];
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.get<Backtest>(`/v1/backtests/${runId}`),
    refetchInterval: (asked) => every(asked.state.data && isRunning(asked.state.data) ? (live ? 2000 : 1000) : false)(asked),
  });
  useChannel(`backtest:${runId}`, (messages) => {
    const last = messages.findLast((message) => message.type === "backtest_progress");
    if (last) queries.setQueryData<Backtest>(key, (run) => run && { ...run, ...(last.data as Partial<Backtest>) });
    if (messages.some((message) => message.type === "backtest_progress" && !isRunning(message.data as Backtest))) void queries.invalidateQueries({ queryKey: key });
  });
  return query;
}

export function useCancelBacktest(runId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/v1/backtests/${runId}/cancel`, {}),
    onSettled: () => queries.invalidateQueries({ queryKey: ["backtest", runId] }),
  });
}

export function useCard(runId: string) {
  const api = useApi();
  return useQuery({ queryKey: ["card", runId], queryFn: () => api.get<ReportCard>(`/v1/report-cards/${runId}`), staleTime: Infinity });
}

/** The card by the gates in force, with what paper has come to since. */
export function useStanding(runId: string) {
  const api = useApi();
  return useQuery({ queryKey: ["card", runId, "standing"], queryFn: () => api.get<ReportCard>(`/v1/report-cards/${runId}/standing`), refetchInterval: 60_000 });
}

/** Other stakes for the same trades; nothing can be said of a run without trades, which is no failure. */
export function useSizing(runId: string, fixedFraction: string) {
  const api = useApi();
  const settled = useSettled(fixedFraction);
  return useQuery({
    queryKey: ["backtest", runId, "sizing", settled],
    queryFn: () => api.get<Sizing>(`/v1/backtests/${runId}/sizing?fixed_fraction=${encodeURIComponent(settled)}`),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  });
}

export function useDrift(runId: string) {
  const api = useApi();
  return useQuery({ queryKey: ["backtest", runId, "drift"], queryFn: () => api.get<Drift>(`/v1/backtests/${runId}/drift`), retry: false, refetchInterval: 60_000 });
}

/** All trades of a finished run, page by page; they do not change any more. */
export function useRunTrades(runId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["backtest", runId, "trades"],
    staleTime: Infinity,
    queryFn: async () => {
      const items: Trade[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
        const page: Page<Trade> = await api.get(`/v1/backtests/${runId}/trades?limit=200${after}`);
        items.push(...page.items);
        cursor = page.next_cursor ?? null;
      }
      return items;
    },
  });
}

export function useRunEquity(runId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["backtest", runId, "equity"],
    staleTime: Infinity,
    queryFn: () => api.get<BacktestCurve>(`/v1/backtests/${runId}/equity?points=1000`),
  });
}

export function usePromotions() {
  const api = useApi();
  return useQuery({
    queryKey: ["promotions"],
    queryFn: () => api.get<Page<Promotion>>("/v1/promotions"),
    refetchInterval: (query) => every(query.state.data?.items.some(isMoving) ? 3000 : 30_000)(query),
  });
}

export const awaitsDecision = (promotion: Promotion): boolean => promotion.state === "WAITING";
const isMoving = (promotion: Promotion): boolean => awaitsDecision(promotion) || promotion.state === "APPROVED";

export function usePromote() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: PromotionRequest) => api.post<Promotion>("/v1/promotions", request),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["promotions"] }),
  });
}

/** All that wait for a reviewer, page after page: nobody shall wait beyond the fold. */
export function useReviews(allowed: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["reviews"],
    enabled: allowed,
    queryFn: ({ pageParam }) => api.get<Page<Review>>(`/v1/reviews?limit=50${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 30_000,
  });
}

export function useReview(promotionId: string) {
  const api = useApi();
  return useQuery({ queryKey: ["review", promotionId], queryFn: () => api.get<ReviewDetail>(`/v1/reviews/${promotionId}`) });
}

export function useDecide(promotionId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (said: { decision: "approve" | "reject"; reason: string }) => api.post<Promotion>(`/v1/promotions/${promotionId}/decide`, said),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["promotions"] }), queries.invalidateQueries({ queryKey: ["reviews"] })]),
  });
}
