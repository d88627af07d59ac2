/** What differs per stage: read once from /config.json, which the deployer writes beside the page. */

export interface RuntimeConfig {
  apiUrl: string;
  socketUrl: string;
  region: string;
  userPoolClientId: string;
  cognitoUrl: string;
  stage: string;
  demo?: { email: string; password: string };
}

const REQUIRED = ["apiUrl", "socketUrl", "userPoolClientId", "cognitoUrl", "stage"] as const;

export function parseConfig(raw: unknown): RuntimeConfig {
  const given = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  const missing = REQUIRED.filter((key) => typeof given[key] !== "string");
  if (missing.length > 0) throw new Error(`/config.json lacks ${missing.join(", ")}`);
  const config = given as unknown as RuntimeConfig;
  return { ...config, apiUrl: config.apiUrl.replace(/\/$/, "") };
}

export async function loadConfig(): Promise<RuntimeConfig> {
  const answer = await fetch("/config.json", { cache: "no-store" });
  if (!answer.ok) throw new Error(`/config.json answered ${String(answer.status)}`);
  return parseConfig(await answer.json());
}
