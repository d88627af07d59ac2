/** Short notes at the bottom left: 5 s, errors until closed, three at most. */
import { useSyncExternalStore } from "react";

interface Toast {
  id: number;
  kind: "success" | "info" | "error";
  text: string;
}

let toasts: readonly Toast[] = [];
let next = 1;
const watchers = new Set<() => void>();

function set(changed: readonly Toast[]): void {
  toasts = changed;
  watchers.forEach((watcher) => {
    watcher();
  });
}

const close = (id: number): void => {
  set(toasts.filter((toast) => toast.id !== id));
};

export function toast(kind: Toast["kind"], text: string): void {
  const id = next++;
  set([...toasts, { id, kind, text }].slice(-3));
  if (kind !== "error") setTimeout(close, 5000, id);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function Toasts() {
  const shown = useSyncExternalStore(watch, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite" aria-label="Notes">
      {shown.map((one) => (
        <div key={one.id} className={`toast ${one.kind}`}>
          <span className="grow">{one.text}</span>
          <button
            type="button"
            className="btn quiet"
            aria-label={`Close: ${one.text}`}
            onClick={() => {
              close(one.id);
            }}
          >
            Close
          </button>
        </div>
      ))}
    </div>
  );
}
