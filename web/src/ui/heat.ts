/** Colour of a figure in a heat map: green above, red below, fainter towards nothing. The figure stands in it. */

const MOST = 0.46;

/** value / scale from -1 to 1 as the background of a cell; scale is what is full strength. */
export function heat(value: number | null, scale: number): string {
  if (value === null || !Number.isFinite(value) || scale <= 0) return "transparent";
  const share = Math.min(1, Math.abs(value) / scale) * MOST;
  return `color-mix(in srgb, var(--${value < 0 ? "down" : "up"}) ${(share * 100).toFixed(1)}%, transparent)`;
}

/** Full strength for these figures: the largest but for the most extreme twentieth. */
export function scaleOf(values: readonly (number | null)[]): number {
  const sizes = values.filter((value) => value !== null).map(Math.abs).sort((a, b) => a - b);
  return sizes[Math.floor((sizes.length - 1) * 0.95)] ?? 0;
}
