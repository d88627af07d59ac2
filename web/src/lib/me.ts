/** The signed-in person's roles: what they may not do is disabled with its reason, not hidden. */
import { useQuery } from "@tanstack/react-query";
import type { Me } from "@/lib/api/types";
import { useApi } from "@/lib/services";

const ORDER = ["viewer", "trader", "reviewer", "admin"];

/** Whoever holds a role may do what those before it may. */
export function holds(roles: readonly string[], needed: string): boolean {
  return roles.some((role) => ORDER.indexOf(role) >= ORDER.indexOf(needed));
}

/** A person by name: you, or whoever the server says. */
export function useNameOf(): (who: string) => string {
  const me = useMe();
  return (who) => (who === me?.owner_id || who === me?.email ? "you" : who);
}

/** Whether this person administers; null until it is known. */
export function useIsAdmin(): boolean | null {
  const me = useMe();
  return me ? holds(me.roles, "admin") : null;
}

export function useMe(): Me | undefined {
  const api = useApi();
  return useQuery({ queryKey: ["me"], queryFn: () => api.get<Me>("/v1/me"), staleTime: 300_000 }).data;
}

/** Why this person may not, or null; unknown roles do not stand in the way, the server decides. */
export function useMissingRole(needed: "trader" | "reviewer" | "admin"): string | null {
  const me = useMe();
  return me && !holds(me.roles, needed) ? `This needs the role ${needed}.` : null;
}
