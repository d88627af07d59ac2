/** The Floor's writes. All go over HTTP, so that they work when the socket does not. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "@/lib/api/errors";
import type { StopOperation } from "@/lib/api/types";
import { newKey } from "@/lib/ids";
import { useApi } from "@/lib/services";
import { useState } from "react";
import { FLOOR } from "./queries";

export type AlgorithmAction = "pause" | "resume" | "stop";

/** One action on several algorithms; all are tried, the first refusal is reported. */
export function useAlgorithmAction() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ action, ids }: { action: AlgorithmAction; ids: readonly string[] }) => {
      const body = action === "stop" ? { confirmation: "STOP" } : {};
      const done = await Promise.allSettled(ids.map((id) => api.post(`/v1/floor/algorithms/${id}/${action}`, body)));
      const refused = done.find((one) => one.status === "rejected");
      if (refused) throw refused.reason;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: FLOOR }),
  });
}

/** The same key for every try of one dialog: pressing twice stops once. */
export function useEmergencyStop() {
  const api = useApi();
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (reason: string) =>
      api.post<StopOperation>("/v1/floor/emergency-stop", { scope: "account", confirmation: "STOP", reason }, key),
    retry: (failures, error) => failures < 5 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
    retryDelay: 1000,
  });
}

export function useStopOperation(operationId: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["floor", "stop", operationId],
    enabled: operationId !== null,
    queryFn: () => api.get<StopOperation>(`/v1/floor/emergency-stop/${String(operationId)}`),
    refetchInterval: (query) => (query.state.data?.state === "finished" ? false : 1000),
    retry: true,
    retryDelay: 1000,
  });
}

/** The audit keeps that the dialog was opened, or left without stopping; a failure stands in nobody's way. */
export function useNoteDialog(): (action: "opened" | "cancelled") => void {
  const api = useApi();
  return (action) => void api.post("/v1/floor/emergency-stop-dialog", { action }).catch(() => undefined);
}

export function useResume() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.post("/v1/floor/resume", { confirmation: "RESUME", reason }),
    onSettled: () => queries.invalidateQueries({ queryKey: FLOOR }),
  });
}
