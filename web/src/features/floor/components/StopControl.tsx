/**
 * The octagon. Two steps before it acts (what will stop; the typed word), then a full screen until the
 * server says that nothing moves any more. It works over HTTP alone and is never disabled by state.
 */
import { useEffect, useRef, useState } from "react";
import type { FloorSync } from "@/lib/api/types";
import { useCommand } from "@/lib/commands";
import { useNow } from "@/lib/live/context";
import { StopDialog } from "./StopDialog";
import { StopProgressScreen } from "./StopProgressScreen";

const COOLDOWN_MS = 5000;

export function StopControl({ floor }: { floor: FloorSync | undefined }) {
  const [asking, setAsking] = useState(false);
  const [operation, setOperation] = useState<string | null>(null);
  const [endedAt, setEndedAt] = useState<number | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [left, setLeft] = useState<string | null>(null);
  // A stop that is at work is shown again after a reload, and on every other screen of its owner.
  const running = floor?.operation && floor.operation.state !== "finished" && floor.operation.scope !== "algorithm" ? floor.operation.operation_id : null;
  const shown = operation ?? (running === left ? null : running);
  useCommand("focus-stop", () => { button.current?.focus(); });
  return (
    <>
      <div className="stop-holder">
        <Octagon ref={button} coolingSince={endedAt} onPress={() => { setAsking(true); }} onCooled={() => { setEndedAt(null); }} />
      </div>
      {asking && (
        <StopDialog
          floor={floor}
          onClose={() => { setAsking(false); }}
          onAccepted={(id) => { setAsking(false); setOperation(id); }}
        />
      )}
      {shown && (
        <StopProgressScreen operationId={shown} onClose={() => { setOperation(null); setLeft(shown); setEndedAt(Date.now()); }} />
      )}
    </>
  );
}

interface OctagonProps {
  ref: React.Ref<HTMLButtonElement>;
  coolingSince: number | null;
  onPress: () => void;
  onCooled: () => void;
}

function Octagon({ ref, coolingSince, onPress, onCooled }: OctagonProps) {
  const now = useNow(250);
  const left = coolingSince === null ? 0 : Math.max(0, coolingSince + COOLDOWN_MS - now);
  useEffect(() => {
    if (coolingSince !== null && left === 0) onCooled();
  }, [coolingSince, left, onCooled]);
  return (
    <button
      ref={ref}
      type="button"
      className={left > 0 ? "stop cooling" : "stop"}
      aria-describedby="stop-says"
      aria-disabled={left > 0}
      data-testid="stop"
      style={left > 0 ? { background: `conic-gradient(#6b7280 ${String((left / COOLDOWN_MS) * 100)}%, #374151 0)` } : undefined}
      onClick={() => {
        if (left === 0) onPress();
      }}
    >
      {left > 0 ? `${String(Math.ceil(left / 1000))} s` : <>Stop<br />all</>}
      <span id="stop-says" className="sr-only">
        Stops all algorithms, cancels open orders and closes positions at market. Asks you to confirm first.
      </span>
    </button>
  );
}
