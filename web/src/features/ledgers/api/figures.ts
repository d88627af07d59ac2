/** What the figures of the ledgers are called and how they are coloured. */
import type { Catalyst, HumanDay, Mood, Position, Price, Ranked } from "@/lib/api/types";
import { compact, decimal, forDrawing, NOTHING } from "@/lib/format";

const BAND_WORDS: Record<string, string> = { "3": "very good", "2": "good", "1": "somewhat good", "0": "neutral", "-1": "somewhat bad", "-2": "bad", "-3": "very bad" };
const SHARES = [0, 14, 28, 46];

export const bandWord = (band: number | null): string => (band === null ? "nothing said" : (BAND_WORDS[String(band)] ?? NOTHING));

/** Three greens, gray, three reds; the figure stands in the cell. */
export function bandTint(band: number | null): string {
  if (band === null) return "transparent";
  if (band === 0) return "var(--track)";
  return `color-mix(in srgb, var(--${band > 0 ? "up" : "down"}) ${String(SHARES[Math.abs(band)] ?? 0)}%, transparent)`;
}

export const score = (mean: string | null): string => decimal(mean, { places: 2, sign: true });

export const moodSaid = (mood: Mood): string => {
  const words = mood.words.length > 0 ? `; ${mood.words.join(", ")}` : "";
  const many = `${String(mood.mentions)} ${mood.mentions === 1 ? "mention" : "mentions"}`;
  return mood.mean === null ? many : `${score(mood.mean)} (${bandWord(mood.band)}), ${many}${words}`;
};

/** Weeks from Monday to Sunday, the last of them this week; null where a day is not yet. */
export function weeks(days: readonly HumanDay[]): { name: string; days: (HumanDay | null)[] }[] {
  const last = days.at(-1);
  if (!last) return [];
  const byDay = new Map(days.map((day) => [Date.parse(day.day), day]));
  const today = Date.parse(last.day);
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS;
  return [4, 3, 2, 1, 0].map((ago) => {
    const start = monday - ago * 7 * DAY_MS;
    return { name: WEEK.format(start), days: Array.from({ length: 7 }, (_, index) => byDay.get(start + index * DAY_MS) ?? null) };
  });
}

const DAY_MS = 86_400_000;
const WEEK = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", timeZone: "UTC" });

export type EventType = Catalyst["type"];
export const TYPES: readonly EventType[] = ["listing", "delisting", "regulation", "filing", "governance", "treasury", "hack", "upgrade", "maintenance", "trading", "macro", "other"];

/** How a coin is written. */
export const COIN = /^[A-Z0-9.$-]{1,20}$/;

export const usd = (amount: string | null): string => (amount === null ? NOTHING : compact(forDrawing(amount)));

export const PRIORITY: Record<Catalyst["priority"], { word: string; icon: string }> = {
  critical: { word: "Critical", icon: "‼" },
  high: { word: "High", icon: "!" },
  normal: { word: "Normal", icon: "•" },
};

/** At most 60 characters, cut at a word. */
export function headline(title: string): string {
  if (title.length <= 60) return title;
  return `${title.slice(0, 59).replace(/\s+\S*$/, "")}…`;
}

export const MOVES = { up: { icon: "▲", tone: "up" }, down: { icon: "▼", tone: "down" }, flat: { icon: "■", tone: "muted" } } as const;

/** The markets of the largest coins first; those of no rank by name. */
export function byRank(prices: readonly Price[], ranks: readonly Ranked[] | undefined): Price[] {
  const places = new Map(ranks?.map((coin) => [coin.symbol, coin.rank]));
  const place = (one: Price) => places.get(coinOf(one.symbol)) ?? Infinity;
  return [...prices].sort((a, b) => (place(a) === place(b) ? a.symbol.localeCompare(b.symbol) : place(a) - place(b)));
}

/** What a person holds of each coin, valued at the prices shown, so in one currency; a short is no holding. */
export function heldWorth(prices: readonly Price[], positions: readonly Position[]): ReadonlyMap<string, number> {
  const worth = new Map<string, number>();
  for (const { symbol, last } of prices) {
    const coin = coinOf(symbol);
    const held = positions.filter((one) => one.side === "long" && coinOf(one.symbol) === coin).reduce((sum, one) => sum + forDrawing(one.quantity), 0);
    if (held > 0) worth.set(symbol, held * forDrawing(last));
  }
  return worth;
}

/** What is held first, most valuable first, then the largest coins. */
export function byWorth(prices: readonly Price[], worth: ReadonlyMap<string, number>, ranks: readonly Ranked[] | undefined): Price[] {
  // The sort keeps the order of equals, so what is not held stays by rank.
  return byRank(prices, ranks).sort((a, b) => (worth.get(b.symbol) ?? 0) - (worth.get(a.symbol) ?? 0));
}

const coinOf = (symbol: string): string => symbol.split("/")[0] ?? symbol;
