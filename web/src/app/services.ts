/** The composition root: everything that is built once for a stage. */
import { QueryClient } from "@tanstack/react-query";
import { ApiClient } from "@/lib/api/client";
import { every } from "@/lib/api/repeat";
import { worthRepeating } from "@/lib/api/errors";
import { Cognito } from "@/lib/auth/cognito";
import { Session } from "@/lib/auth/session";
import type { RuntimeConfig } from "@/lib/config";
import { LiveHub } from "@/lib/live/hub";
import type { SocketLike } from "@/lib/live/socket";
import type { Services } from "@/lib/services";

export interface Built extends Services {
  live: LiveHub;
  queries: QueryClient;
}

export function build(config: RuntimeConfig): Built {
  const session = new Session(new Cognito(config.cognitoUrl, config.userPoolClientId), sessionStorage);
  const api = new ApiClient(config.apiUrl, session);
  const live = new LiveHub(async () => {
    const { ticket, url } = await api.post<{ ticket: string; url?: string | null }>("/v1/ws-ticket", {});
    const address = new URL(url ?? config.socketUrl);
    address.searchParams.set("ticket", ticket);
    return new WebSocket(address) as unknown as SocketLike;
  });
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && worthRepeating(error),
        refetchInterval: every(false),
        staleTime: 2000,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  session.subscribe(() => {
    if (session.email() === null) queries.clear();
  });
  return { config, session, api, live, queries };
}
