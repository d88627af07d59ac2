/** Where runs are compared, and how many at once. */
export const MOST_COMPARED = 10;

export const comparePath = (runIds: readonly string[]): string => `/compare?${new URLSearchParams({ runs: runIds.join(",") }).toString()}`;
