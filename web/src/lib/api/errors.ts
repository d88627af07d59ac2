/** What the API's refusals mean to a person, and what to do next (NFR-UX-E-001). */

export interface FieldProblem {
  path: string;
  message: string;
}

/** status 0 means that no answer came at all. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: readonly FieldProblem[] = [],
    readonly requestId: string | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = "ApiProblem";
  }
}

export type NextStep = "fix" | "sign-in" | "none" | "reload" | "wait" | "retry" | "resume";

export interface Advice {
  title: string;
  advice: string;
  next: NextStep;
}

const ADVICE: Record<number, Advice> = {
  0: { title: "No connection", advice: "Nothing was changed. We try again every 5 s.", next: "retry" },
  400: { title: "Not accepted", advice: "Correct the marked fields and send again.", next: "fix" },
  401: { title: "Signed out", advice: "Your session has ended. Sign in again.", next: "sign-in" },
  403: { title: "Not allowed", advice: "Your role may not do this. Ask an administrator.", next: "none" },
  404: { title: "Gone", advice: "This does not exist any more. Go back to the list.", next: "none" },
  409: { title: "Conflict", advice: "Something changed meanwhile. Reload and look again.", next: "reload" },
  422: { title: "Not accepted", advice: "Correct the marked fields and send again.", next: "fix" },
  423: { title: "Trading is stopped", advice: "Resume trading on the Floor first.", next: "resume" },
  429: { title: "Too many requests", advice: "Wait a moment, then try again.", next: "wait" },
  500: { title: "Our fault", advice: "Try again. If it stays, report the request id.", next: "retry" },
  502: { title: "A service did not answer", advice: "We try again by ourselves.", next: "retry" },
  503: { title: "Maintenance", advice: "The service is briefly away. Data shown is the last known.", next: "retry" },
  504: { title: "It took too long", advice: "Try again.", next: "retry" },
};

const UNKNOWN: Advice = { title: "Unexpected answer", advice: "Try again. If it stays, report it.", next: "retry" };

export function adviceFor(problem: ApiProblem): Advice {
  const found = ADVICE[problem.status] ?? (problem.status >= 500 ? ADVICE[500] : undefined) ?? UNKNOWN;
  if (problem.status === 429 && problem.retryAfterSeconds !== null)
    return { ...found, advice: `Wait ${String(problem.retryAfterSeconds)} s, then try again.` };
  return found;
}

/** Reads are repeated by themselves when waiting may help; everything else is for a person. */
export function worthRepeating(problem: unknown): boolean {
  if (!(problem instanceof ApiProblem)) return false;
  return problem.status === 0 || problem.status === 429 || problem.status >= 500;
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(-1, "unexpected", error instanceof Error ? error.message : String(error));
}

function fieldProblems(raw: unknown): FieldProblem[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((item: Record<string, unknown>) => ({
    path: String(item["path"] ?? item["field"] ?? ""),
    message: String(item["message"] ?? ""),
  }));
}

/** The problem body {code, message, fields, request_id, retry_after}, or the best guess without one. */
export async function problemFrom(answer: Response): Promise<ApiProblem> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const retryAfter = Number(body["retry_after"] ?? answer.headers.get("Retry-After") ?? NaN);
  return new ApiProblem(
    answer.status,
    String(body["code"] ?? `http_${String(answer.status)}`),
    String(body["message"] ?? answer.statusText),
    fieldProblems(body["fields"]),
    typeof body["request_id"] === "string" ? body["request_id"] : null,
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}
