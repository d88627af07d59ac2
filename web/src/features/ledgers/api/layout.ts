/** Which cards a person sees and in which order, kept on this machine for each account. */
import { useState } from "react";
import { useEmail } from "@/lib/services";
import type { LedgerName } from "./queries";

export interface Layout {
  order: readonly LedgerName[];
  hidden: readonly LedgerName[];
}

export const STANDARD: Layout = { order: ["catalyst", "exchange", "human", "glass"], hidden: [] };

export function moved(layout: Layout, name: LedgerName, by: -1 | 1): Layout {
  const order = [...layout.order];
  const from = order.indexOf(name);
  const other = order[from + by];
  if (other === undefined) return layout;
  order[from] = other;
  order[from + by] = name;
  return { ...layout, order };
}

/** What was kept, if it still names every card once. */
export function readLayout(kept: string | null): Layout {
  try {
    const found = JSON.parse(kept ?? "") as Partial<Layout>;
    const whole = Array.isArray(found.order) && [...found.order].sort().join() === [...STANDARD.order].sort().join();
    return whole && found.order && Array.isArray(found.hidden) ? { order: found.order, hidden: found.hidden } : STANDARD;
  } catch {
    return STANDARD;
  }
}

export function useLayout(): readonly [Layout, (layout: Layout) => void] {
  const key = `omc.ledgers.layout.${useEmail() ?? ""}`;
  const [layout, setLayout] = useState(() => readLayout(localStorage.getItem(key)));
  return [layout, (next) => { localStorage.setItem(key, JSON.stringify(next)); setLayout(next); }];
}
