/** Which indicators are on the chart, with their arguments; kept on this machine. Pure but for the store. */
import { useState } from "react";
import type { IndicatorEntry } from "@/lib/api/types";
import { words } from "@/lib/format";

export interface Chosen {
  id: string;
  name: string;
  args: readonly string[];
  /** Off: kept in the list, not drawn. */
  on: boolean;
}

const KEY = "omc.indicators";
const FIRST: readonly Chosen[] = [{ id: "ema 50", name: "ema", args: ["50"], on: true }, { id: "rsi 14", name: "rsi", args: ["14"], on: true }];

/** What was kept, or what a first visit shows; what cannot be read is as if nothing was. */
export function readChosen(text: string | null): readonly Chosen[] {
  if (text === null) return FIRST;
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept.filter(isChosen) : FIRST;
  } catch {
    return FIRST;
  }
}

function isChosen(one: unknown): one is Chosen {
  const made = one as Partial<Chosen> | null;
  return typeof made?.id === "string" && typeof made.name === "string" && typeof made.on === "boolean" && Array.isArray(made.args);
}

export function useChosen(): readonly [readonly Chosen[], (next: readonly Chosen[]) => void] {
  const [chosen, setChosen] = useState(() => readChosen(localStorage.getItem(KEY)));
  const keep = (next: readonly Chosen[]) => {
    localStorage.setItem(KEY, JSON.stringify(next));
    setChosen(next);
  };
  return [chosen, keep];
}

export const idOf = (name: string, args: readonly string[]): string => [name, ...args].join(" ");

/** "rsi" as "RSI", "volume_spike" as "Volume spike": short names are abbreviations. */
export const indicatorName = (name: string): string => (name.length <= 4 ? name.toUpperCase() : words(name));

/** "RSI 14": the arguments tell two of a kind apart. */
export const chosenText = ({ name, args }: Pick<Chosen, "name" | "args">): string => `${indicatorName(name)} ${args.join(", ")}`.trim();

/** Why an argument cannot be used, or null. */
export function argumentFault({ kind, low, high }: IndicatorEntry["arguments"][number], value: string): string | null {
  const number = value.trim() === "" ? NaN : Number(value);
  const whole = !kind.includes("length") || Number.isInteger(number);
  if (Number.isFinite(number) && whole && (low === null || number >= Number(low)) && (high === null || number <= Number(high))) return null;
  return `${kind.includes("length") ? "a whole number" : "a number"} from ${String(low)} to ${String(high)}`;
}
