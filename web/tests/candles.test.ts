import { expect, test } from "vitest";
import { indexAt, nearest } from "@/ui/charts/model";
import { moveOf, revealing, zoomed } from "@/ui/charts/candles/walk";

test("a time belongs to the bar that was open then", () => {
  const times = [10, 20, 30];
  expect([5, 10, 19, 20, 99].map((time) => indexAt(times, time))).toEqual([0, 0, 0, 1, 2]);
  expect([11, 16, 99].map((time) => nearest(times, time))).toEqual([10, 20, 30]);
});

test("arrows walk the bars, with shift ten at once, and stop at the ends", () => {
  expect(moveOf("ArrowLeft", false, 50, 100)).toEqual({ kind: "bar", index: 49 });
  expect(moveOf("ArrowLeft", true, 5, 100)).toEqual({ kind: "bar", index: 0 });
  expect(moveOf("ArrowRight", true, 95, 100)).toEqual({ kind: "bar", index: 99 });
  expect(moveOf("Home", false, 5, 100)).toEqual({ kind: "bar", index: 99 });
  expect(moveOf("a", false, 5, 100)).toBeNull();
});

test("zooming keeps the bar under the cursor in its place", () => {
  const range = zoomed({ from: 0, to: 100 }, 0.5, 25, 1000);
  expect(range).toEqual({ from: 12.5, to: 62.5 });
  expect(zoomed({ from: 0, to: 12 }, 0.1, 6, 1000).to - zoomed({ from: 0, to: 12 }, 0.1, 6, 1000).from).toBeCloseTo(10);
});

test("a bar in view moves nothing, one out of view moves the view as little as shows it", () => {
  expect(revealing({ from: 0, to: 100 }, 50)).toEqual({ from: 0, to: 100 });
  expect(revealing({ from: 0, to: 100 }, 120)).toEqual({ from: 25, to: 125 });
  expect(revealing({ from: 100, to: 200 }, 90)).toEqual({ from: -15 + 100, to: 185 });
});
