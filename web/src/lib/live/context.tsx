/** The live connection for components: its state, its channels, and a clock that ticks. */
import { createContext, use, useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import type { LiveHub } from "./hub";
import { liveStatus, type LiveStatus } from "./pace";
import type { Envelope, SocketState } from "./socket";

export const LiveContext = createContext<LiveHub | null>(null);

export function useLiveHub(): LiveHub {
  const hub = use(LiveContext);
  if (!hub) throw new Error("useLiveHub needs a LiveContext above it");
  return hub;
}

export function useSocketState(): SocketState {
  const hub = useLiveHub();
  return useSyncExternalStore(hub.watch, hub.state);
}

/** The time, drawn anew every `everyMs`. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}

export function useLiveStatus(): LiveStatus {
  const { lostSince, everOpen } = useSocketState();
  return liveStatus(lostSince, everOpen, useNow(1000));
}

export function useChannel(channel: string | null, onMessages: (messages: readonly Envelope[]) => void): void {
  const hub = useLiveHub();
  const heard = useEffectEvent(onMessages);
  useEffect(() => (channel === null ? undefined : hub.listen(channel, (messages) => { heard(messages); })), [hub, channel]);
}
