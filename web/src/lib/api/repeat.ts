/** How often a read is repeated: as asked, and each 5 s after a failure that waiting may cure. */
import { worthRepeating } from "./errors";

const AFTER_FAILURE_MS = 5000;

interface Queried {
  state: { status: string; error: unknown };
}

export const every = (ms: number | false) => (query: Queried): number | false =>
  query.state.status === "error" && worthRepeating(query.state.error) ? AFTER_FAILURE_MS : ms;
