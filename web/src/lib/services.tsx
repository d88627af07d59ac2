/** What the app builds once and features use: the API client, the session, the stage's config. */
import { createContext, use, useSyncExternalStore } from "react";
import type { ApiClient } from "@/lib/api/client";
import type { Session } from "@/lib/auth/session";
import type { RuntimeConfig } from "@/lib/config";

export interface Services {
  api: ApiClient;
  session: Session;
  config: RuntimeConfig;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error("useServices needs a ServicesContext above it");
  return services;
}

export const useApi = (): ApiClient => useServices().api;

/** The signed-in person's email, null when signed out. */
export function useEmail(): string | null {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, session.email);
}
