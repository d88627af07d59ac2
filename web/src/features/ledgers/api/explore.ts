/** The explorer's question, and the numbers in its answer. */
import type { LedgerQuery, LedgerRow } from "@/lib/api/types";
import { forDrawing } from "@/lib/format";
import type { Point } from "@/ui/charts/model";

export interface Question {
  ledger: LedgerQuery["ledger"];
  days: string;
  coin: string;
  kind: string;
  type: string;
}

const DAY_MS = 86_400_000;
export const PAGE_ROWS = 1000;

export function queryOf({ ledger, days, coin, kind, type }: Question, end: number): LedgerQuery {
  return {
    ledger,
    start: new Date(end - Number(days) * DAY_MS).toISOString(),
    end: new Date(end).toISOString(),
    limit: PAGE_ROWS,
    ...(coin ? { coin } : {}),
    ...(kind ? { kind: kind as NonNullable<LedgerQuery["kind"]> } : {}),
    ...(type && ledger === "catalyst" ? { type: type as NonNullable<LedgerQuery["type"]> } : {}),
  };
}

/** Every number that a record tells, by what it is of: "BTC/AUD last", "chain:Ethereum tvl_usd". */
export function numbersOf({ record }: LedgerRow): [string, string][] {
  switch (record.kind) {
    case "measurement":
      return Object.entries(record.values).map(([name, value]) => [`${record.subject} ${name}`, value]);
    case "quote":
      return [[`${record.symbol} last`, record.last]];
    case "event":
      return [["impact", String(record.impact)]];
    case "enrichment":
      return record.coins.map(({ symbol, sentiment }) => [`${symbol} sentiment`, sentiment.score]);
    default:
      return record.sentiment ? [["sentiment", record.sentiment.score]] : [];
  }
}

/** What can be drawn: the name of each number told at least twice, most told first. */
export function drawable(rows: readonly LedgerRow[]): string[] {
  const counts = new Map<string, number>();
  rows.flatMap(numbersOf).forEach(([name]) => counts.set(name, (counts.get(name) ?? 0) + 1));
  return Array.from(counts).filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
}

export function pointsOf(rows: readonly LedgerRow[], name: string): Point[] {
  return rows.flatMap((row) => numbersOf(row).filter(([one]) => one === name).map(([, value]) => ({ time: Math.floor(Date.parse(row.record.event_time) / 1000), value: forDrawing(value) })));
}

export function titleOf({ record }: LedgerRow): string {
  switch (record.kind) {
    case "measurement":
      return record.subject;
    case "quote":
      return record.symbol;
    case "enrichment":
      return record.coins.map(({ symbol, sentiment }) => `${symbol}: ${sentiment.reasons.join(" ")}`).join("; ") || "no coin of our list";
    default:
      return record.title || "taken back by its author";
  }
}
