/** Largest-triangle-three-buckets: fewer points with the same shape. Peaks and troughs survive. */
import type { Point } from "./model";

export const MOST_POINTS = 1000;

export function thinned(points: readonly Point[], most: number = MOST_POINTS): readonly Point[] {
  if (points.length <= most || most < 3) return points;
  const bucket = (points.length - 2) / (most - 2);
  const kept: Point[] = [points[0] as Point];
  for (let index = 0; index < most - 2; index++) {
    const from = Math.floor(index * bucket) + 1;
    const to = Math.floor((index + 1) * bucket) + 1;
    const next = mean(points.slice(to, Math.min(points.length, Math.floor((index + 2) * bucket) + 1)));
    kept.push(widest(kept[kept.length - 1] as Point, points.slice(from, to), next));
  }
  kept.push(points[points.length - 1] as Point);
  return kept;
}

function mean(points: readonly Point[]): Point {
  const total = points.reduce((sum, point) => ({ time: sum.time + point.time, value: sum.value + point.value }));
  return { time: total.time / points.length, value: total.value / points.length };
}

function widest(before: Point, candidates: readonly Point[], after: Point): Point {
  let best = candidates[0] as Point;
  let most = -1;
  for (const point of candidates) {
    const area = Math.abs(
      (before.time - after.time) * (point.value - before.value) - (before.time - point.time) * (after.value - before.value),
    );
    if (area > most) [best, most] = [point, area];
  }
  return best;
}
