/** A value once it has rested: what is typed is not asked about letter by letter. */
import { useEffect, useState } from "react";

const PAUSE_MS = 400;

export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(setSettled, PAUSE_MS, value);
    return () => { clearTimeout(timer); };
  }, [value]);
  return settled;
}
