/** Who is signed in: tokens in memory and in sessionStorage, renewed before they run out. */
import type { TokenSource } from "@/lib/api/client";
import type { Cognito, Tokens } from "./cognito";

const KEY = "omc.session";
const RENEW_BEFORE_MS = 120_000;

export class Session implements TokenSource {
  private tokens: Tokens | null;
  private renewal: Promise<Tokens> | null = null;
  private listeners = new Set<() => void>();

  constructor(
    private readonly cognito: Cognito,
    private readonly storage: Storage,
    private readonly now: () => number = Date.now,
  ) {
    this.tokens = read(storage);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly email = (): string | null => this.tokens?.email ?? null;

  async signIn(email: string, password: string): Promise<void> {
    this.keep(await this.cognito.signIn(email, password));
  }

  async signOut(): Promise<void> {
    const tokens = this.tokens;
    this.keep(null);
    if (tokens) await this.cognito.revoke(tokens);
  }

  ended(): void {
    this.keep(null);
  }

  async token(): Promise<string | null> {
    const tokens = this.tokens;
    if (!tokens) return null;
    if (tokens.expiresAt - this.now() > RENEW_BEFORE_MS) return tokens.accessToken;
    return this.renew(tokens);
  }

  /** One renewal at a time; a refused one signs out unless the old token still lives. */
  private async renew(tokens: Tokens): Promise<string | null> {
    this.renewal ??= this.cognito.refresh(tokens).finally(() => (this.renewal = null));
    try {
      const fresh = await this.renewal;
      if (this.tokens !== null) this.keep(fresh);
      return fresh.accessToken;
    } catch {
      if (tokens.expiresAt > this.now()) return tokens.accessToken;
      this.ended();
      return null;
    }
  }

  private keep(tokens: Tokens | null): void {
    this.tokens = tokens;
    if (tokens) this.storage.setItem(KEY, JSON.stringify(tokens));
    else this.storage.removeItem(KEY);
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}

function read(storage: Storage): Tokens | null {
  try {
    return JSON.parse(storage.getItem(KEY) ?? "null") as Tokens | null;
  } catch {
    return null;
  }
}
