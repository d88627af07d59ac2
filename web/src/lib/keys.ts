/** The keys of the console. Alt+Shift always works; Ctrl or Cmd+Shift where the browser lets a page have it. */

export type Shortcut = "stop" | "tables" | "pause" | "resume" | "help";

const LETTERS: Record<string, Shortcut> = { KeyK: "stop", KeyT: "tables", KeyP: "pause", KeyR: "resume" };

export const SHORTCUT_HELP: readonly { keys: string; what: string }[] = [
  { keys: "Alt+Shift+K", what: "Go to STOP" },
  { keys: "Alt+Shift+T", what: "Show every chart as a table, or back" },
  { keys: "Alt+Shift+P", what: "Pause all algorithms (asks first)" },
  { keys: "Alt+Shift+R", what: "Resume all paused algorithms (asks first)" },
  { keys: "↑ ↓ Home End", what: "Walk the rows of a table" },
  { keys: "Enter", what: "Open the row" },
  { keys: "← → Shift", what: "Walk the bars of a candle chart, ten at once with Shift" },
  { keys: "↑ ↓", what: "On a candle chart: the trade before, the next" },
  { keys: "+ − 0 Home End", what: "On a candle chart: zoom, all bars, the latest, the first" },
  { keys: "← ↑ → ↓ Enter", what: "Walk the cells of a heat map, open one" },
  { keys: "Esc", what: "Close a dialog" },
  { keys: "?", what: "This list" },
];

interface Pressed {
  code: string;
  key: string;
  altKey: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** typing: the focus is in a field, where a plain ? is a letter. */
export function shortcutOf(event: Pressed, typing: boolean): Shortcut | null {
  const chord = event.shiftKey && (event.altKey !== (event.ctrlKey || event.metaKey));
  if (chord) return LETTERS[event.code] ?? null;
  const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
  return event.key === "?" && plain && !typing ? "help" : null;
}
