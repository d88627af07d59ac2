/** What the figures of the ledgers are called and how they are coloured. */
import type { Catalyst, HumanDay, Mood, Price, Ranked } from "@/lib/api/types";
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
  const place = (one: Price) => places.get(one.symbol.split("/")[0] ?? "") ?? Infinity;
  return [...prices].sort((a, b) => (place(a) === place(b) ? a.symbol.localeCompare(b.symbol) : place(a) - place(b)));
}
