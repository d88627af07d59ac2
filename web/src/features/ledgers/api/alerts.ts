/** A person's alerts and what they told. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { every } from "@/lib/api/repeat";
import type { Alert, AlertRequest, Notification, Page } from "@/lib/api/types";
import { useApi } from "@/lib/services";
import { asked } from "./queries";

const AGAIN_MS = 60_000;
const ALERTS = ["alerts"];
/** Read again by whoever hears of a new one. */
const NOTIFICATIONS = ["notifications"];

export function useAlerts() {
  const api = useApi();
  return useQuery({ queryKey: ALERTS, queryFn: () => api.get<Page<Alert>>("/v1/alerts") });
}

export function useCreateAlert() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AlertRequest) => api.post<Alert>("/v1/alerts", body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ALERTS }),
  });
}

export function useSwitchAlert() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (alert: Alert) => api.patch<Alert>(`/v1/alerts/${alert.alert_id}`, { active: !alert.active }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ALERTS }),
  });
}

export function useRemoveAlert() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (alert: Alert) => api.delete<Alert>(`/v1/alerts/${alert.alert_id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ALERTS }),
  });
}

export function useNotifications() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: NOTIFICATIONS,
    initialPageParam: "",
    refetchInterval: every(AGAIN_MS),
    queryFn: ({ pageParam }) => api.get<Page<Notification>>(`/v1/notifications${asked({ cursor: pageParam })}`),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useMarkRead() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (one: Notification) => api.post<Notification>(`/v1/notifications/${one.notification_id}/read`, {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: NOTIFICATIONS }),
  });
}

/** The address of a form that asks for events like this one. */
export const alertLike = (event: { type: string; assets: readonly string[]; priority: string }): string =>
  `/ledgers/alerts${asked({ type: event.type, coins: event.assets.join(" "), priority: event.priority })}`;
