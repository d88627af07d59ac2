/** The Floor's reads: the state over HTTP, kept fresh by pushes, polled while the socket is down. */
import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { every } from "@/lib/api/repeat";
import type { FloorCurve, FloorSync, Order, OrderDetail, Page, StopProgress } from "@/lib/api/types";
import { useChannel, useLiveStatus } from "@/lib/live/context";
import { pollMs } from "@/lib/live/pace";
import { Sequence } from "@/lib/live/sequence";
import type { Envelope } from "@/lib/live/socket";
import { useApi } from "@/lib/services";
import { applied, upsert } from "./apply";

export const FLOOR = ["floor", "sync"];
const ORDERS = ["floor", "orders"];
export const STOP_PROGRESS = ["floor", "stop-progress"];
const RECHECK_MS = 60_000;
const REFRESH_MS = 1000;
const EQUITY_MS = 20_000;

export type EquityRange = "day" | "week" | "month" | "all";

export function useFloor() {
  const api = useApi();
  const poll = pollMs(useLiveStatus());
  return useQuery({
    queryKey: FLOOR,
    queryFn: () => api.getIfChanged<FloorSync>("/v1/floor/sync"),
    refetchInterval: every(poll ?? RECHECK_MS),
  });
}

export function useOrders() {
  const api = useApi();
  const poll = pollMs(useLiveStatus());
  return useInfiniteQuery({
    queryKey: ORDERS,
    queryFn: ({ pageParam }) =>
      api.get<Page<Order>>(`/v1/floor/orders${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ""}`),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: every(poll === null ? false : poll * 2),
  });
}

export function useOrder(orderId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["floor", "order", orderId],
    queryFn: () => api.get<OrderDetail>(`/v1/floor/orders/${orderId}`),
  });
}

export function useEquity(range: EquityRange) {
  const api = useApi();
  return useQuery({
    queryKey: ["floor", "equity", range],
    queryFn: () => api.get<FloorCurve>(`/v1/floor/equity?range=${range}`),
    refetchInterval: every(EQUITY_MS),
  });
}

/** Takes the pushes of the Floor into the cache; a hole in their numbers, or a return, reads all anew. */
export function useFloorPushes(): void {
  const queries = useQueryClient();
  const sequence = useRef(new Sequence());
  const refresh = useRefresh();
  const live = useLiveStatus() === "live";
  useEffect(() => {
    if (live) void queries.invalidateQueries({ queryKey: ["floor"] });
  }, [live, queries]);
  useChannel("floor", (messages) => {
    const known = queries.getQueryData<FloorSync>(FLOOR);
    if (known) sequence.current.restart(Math.max(known.seq, sequence.current.seen ?? 0));
    const arrivals = messages.map((message) => ({ message, how: arrival(sequence.current, message) }));
    const news = arrivals.filter((one) => one.how !== "repeated").map((one) => one.message);
    queries.setQueryData<FloorSync>(FLOOR, (floor) => floor && news.reduce(applied, floor));
    news.forEach((message) => {
      spread(queries, message);
    });
    if (news.some((message) => message.type !== "emergency_progress")) refresh();
  });
}

/** Reads the sums again, at most once a second however much is pushed; it also mends any hole. */
function useRefresh(): () => void {
  const queries = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  return () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      void queries.invalidateQueries({ queryKey: FLOOR });
      void queries.invalidateQueries({ queryKey: ORDERS });
    }, REFRESH_MS);
  };
}

const arrival = (sequence: Sequence, message: Envelope) => (message.seq === null ? "next" : sequence.take(message.seq));

function spread(queries: ReturnType<typeof useQueryClient>, message: Envelope): void {
  if (message.type === "order_update") {
    queries.setQueryData<InfiniteData<Page<Order>>>(ORDERS, (pages) => pages && withOrder(pages, message.data as Order));
  }
  if (message.type === "emergency_progress") queries.setQueryData(STOP_PROGRESS, message.data as StopProgress);
}

function withOrder(pages: InfiniteData<Page<Order>>, order: Order): InfiniteData<Page<Order>> {
  const known = pages.pages.findIndex((page) => page.items.some((one) => one.order_id === order.order_id));
  const at = Math.max(known, 0);
  const changed = pages.pages.map((page, index) =>
    index === at ? { ...page, items: upsert(page.items, order, "order_id") } : page,
  );
  return { ...pages, pages: changed };
}
