/** Bars of a run: all of a short one, of a long one those about a moment. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Candle, Page, ReportCard } from "@/lib/api/types";
import { useApi } from "@/lib/services";

const PAGE = 1000;
const WHOLE = 2 * PAGE;
const STEP_MS: Record<string, number> = { "1m": 60_000, "5m": 300_000, "15m": 900_000, "1h": 3_600_000, "4h": 14_400_000, "1d": 86_400_000 };

export interface Window {
  start: string;
  end: string;
}

/** What to read of the run's bars so that `moment` (ms; null: its end) is among them. */
export function windowOf(card: Pick<ReportCard, "series" | "from" | "to" | "bars">, moment: number | null): Window {
  if (card.bars <= WHOLE) return { start: card.from, end: card.to };
  const [from, to] = [Date.parse(card.from), Date.parse(card.to)];
  const span = PAGE * (STEP_MS[card.series.split(":").at(-1) ?? ""] ?? 3_600_000);
  // Whole quarters of the span, so that near moments share what was read.
  const centre = Math.round((moment ?? to) / (span / 4)) * (span / 4);
  const start = Math.max(from, Math.min(centre - span / 2, to - span));
  return { start: new Date(start).toISOString(), end: new Date(Math.min(to, start + span)).toISOString() };
}

export function useRunBars(card: Pick<ReportCard, "series" | "from" | "to" | "bars">, moment: number | null) {
  const api = useApi();
  const { start, end } = windowOf(card, moment);
  return useQuery({
    queryKey: ["bars", card.series, start, end],
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const items: Candle[] = [];
      let cursor: string | null = "";
      while (cursor !== null && items.length < WHOLE) {
        const where: string = `series=${encodeURIComponent(card.series)}&start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}&limit=${String(PAGE)}`;
        const page: Page<Candle> = await api.get(`/v1/ledgers/exchange/candles?${where}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
        items.push(...page.items);
        cursor = page.next_cursor ?? null;
      }
      return items;
    },
  });
}
