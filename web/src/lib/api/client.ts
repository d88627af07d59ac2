/** The one door to the HTTP API: signs, times out, maps refusals to ApiProblem. */
import { newKey } from "@/lib/ids";
import { ApiProblem, problemFrom } from "./errors";

export interface TokenSource {
  /** A token that is valid for a while yet, refreshed when needed; null when signed out. */
  token(): Promise<string | null>;
  ended(): void;
}

const TIMEOUT_MS = 20_000;

export class ApiClient {
  private tagged = new Map<string, { etag: string; body: unknown }>();

  constructor(
    private readonly baseUrl: string,
    private readonly tokens: TokenSource,
  ) {}

  async get<T>(path: string): Promise<T> {
    return (await this.send("GET", path)).json() as Promise<T>;
  }

  /** As get, but asks only for what changed: the last body is given again on 304. */
  async getIfChanged<T>(path: string): Promise<T> {
    const known = this.tagged.get(path);
    const answer = await this.send("GET", path, undefined, known ? { "If-None-Match": known.etag } : {});
    if (answer.status === 304 && known) return known.body as T;
    const body = (await answer.json()) as T;
    const etag = answer.headers.get("ETag");
    if (etag) this.tagged.set(path, { etag, body });
    return body;
  }

  /** Writes carry an Idempotency-Key; give the same key again to repeat the same wish. */
  async post<T>(path: string, body: unknown, key: string = newKey()): Promise<T> {
    const answer = await this.send("POST", path, body, { "Idempotency-Key": key });
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  async patch<T>(path: string, body: unknown, key: string = newKey()): Promise<T> {
    return (await this.send("PATCH", path, body, { "Idempotency-Key": key })).json() as Promise<T>;
  }

  async delete<T>(path: string, key: string = newKey()): Promise<T> {
    return (await this.send("DELETE", path, undefined, { "Idempotency-Key": key })).json() as Promise<T>;
  }

  /** As post, for what is answered in text; `next` is the cursor of the page after it. */
  async postForText(path: string, body: unknown): Promise<{ text: string; next: string | null }> {
    const answer = await this.send("POST", path, body);
    return { text: await answer.text(), next: answer.headers.get("x-next-cursor") };
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const token = await this.tokens.token();
    const request: RequestInit = {
      method,
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const answer = await fetch(this.baseUrl + path, request).catch(noAnswer);
    if (answer.ok || answer.status === 304) return answer;
    if (answer.status === 401) this.tokens.ended();
    throw await problemFrom(answer);
  }
}

function noAnswer(error: unknown): never {
  const late = error instanceof DOMException && error.name === "TimeoutError";
  throw late
    ? new ApiProblem(504, "timeout", "No answer within 20 s.")
    : new ApiProblem(0, "network", "The API cannot be reached.");
}
