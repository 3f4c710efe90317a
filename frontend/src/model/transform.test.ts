import { describe, expect, test } from "vitest";
import type { Point } from "../contract/contract";
import {
  fitBounds,
  keepInSight,
  MAX_SCALE,
  MIN_SCALE,
  toImage,
  toScreen,
  type View,
  visibleBounds,
  zoomAt,
} from "./transform";

const views: View[] = [
  { scale: 1, x: 0, y: 0 },
  { scale: 0.13, x: -400, y: 77.5 },
  { scale: 8.5, x: 12, y: -9000 },
];
const points: Point[] = [
  [0, 0],
  [1234.5, 77],
  [-20, 4000.25],
];

describe.each(views)("view %o", (view) => {
  test.each(points)("screen and image are inverse at (%d, %d)", (x, y) => {
    const [bx, by] = toImage(view, toScreen(view, [x, y]));
    expect(bx).toBeCloseTo(x, 6);
    expect(by).toBeCloseTo(y, 6);
  });

  test.each([0.2, 0.9, 1.3, 7])("zooming by %d keeps the point under the cursor", (factor) => {
    const cursor: Point = [333, 222];
    const before = toImage(view, cursor);
    const after = toImage(zoomAt(view, cursor, factor), cursor);
    expect(after[0]).toBeCloseTo(before[0], 5);
    expect(after[1]).toBeCloseTo(before[1], 5);
  });
});

test("zoom stops at its ends", () => {
  expect(zoomAt({ scale: 1, x: 0, y: 0 }, [0, 0], 1e9).scale).toBe(MAX_SCALE);
  expect(zoomAt({ scale: 1, x: 0, y: 0 }, [0, 0], 1e-9).scale).toBe(MIN_SCALE);
});

test.each([[{ x: 0, y: 0, width: 4000, height: 3000 }], [{ x: 500, y: 20, width: 10, height: 300 }]])(
  "fitting %o shows all of it in the middle",
  (bounds) => {
    const viewport = { width: 900, height: 600 };
    const view = fitBounds(bounds, viewport, 20);
    const seen = visibleBounds(view, viewport);
    expect(seen.x).toBeLessThanOrEqual(bounds.x);
    expect(seen.y + seen.height).toBeGreaterThanOrEqual(bounds.y + bounds.height);
    const [cx, cy] = toScreen(view, [bounds.x + bounds.width / 2, bounds.y + bounds.height / 2]);
    expect(cx).toBeCloseTo(450, 6);
    expect(cy).toBeCloseTo(300, 6);
  },
);

test("a frame cannot be pushed out of sight", () => {
  const kept = keepInSight(
    { scale: 1, x: -99_999, y: 99_999 },
    { width: 100, height: 100 },
    { width: 800, height: 600 },
  );
  expect(kept.x).toBe(48 - 100);
  expect(kept.y).toBe(600 - 48);
});
