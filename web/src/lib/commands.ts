/** Keyboard commands that reach a page from anywhere; one waits until its page is there. */
import { useEffect, useEffectEvent } from "react";

export type Command = "focus-stop" | "pause-all" | "resume-all";

const EVENT = "omc:command";
let waiting: Command | null = null;

export function issue(command: Command): void {
  waiting = command;
  document.dispatchEvent(new Event(EVENT));
}

export function useCommand(command: Command, run: () => void): void {
  const act = useEffectEvent(run);
  useEffect(() => {
    const take = () => {
      if (waiting !== command) return;
      waiting = null;
      act();
    };
    take();
    document.addEventListener(EVENT, take);
    return () => {
      document.removeEventListener(EVENT, take);
    };
  }, [command]);
}
