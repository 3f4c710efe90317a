import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf } from "./density";

test("where nothing is said there are no columns", () => {
  expect(columnsOf([], { first: 0, perFrame: 2, top: 0 }, 100)).toEqual([]);
});

test("thirty thousand frames are no more columns than there are pixels, each with the most of its frames", () => {
  const counts = Array.from({ length: 30_000 }, (_, frame) => [frame, frame % 7 === 0 ? 9 : 1] as const);
  const columns = columnsOf(counts, { first: 0, perFrame: 800 / 30_000, top: 0 }, 800);
  expect(columns.length).toBeLessThanOrEqual(800);
  expect(columns.every(({ most }) => most === 9)).toBe(true);
});

test("near by, each frame in sight has its column, and none of the others", () => {
  const frames = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 60 });
  fc.assert(
    fc.property(frames, fc.integer({ min: 0, max: 300 }), (some, first) => {
      const counts = some.sort((a, b) => a - b).map((frame) => [frame, 1] as const);
      const found = columnsOf(counts, { first, perFrame: 4, top: 0 }, 200);
      expect(found.map(({ x }) => x)).toEqual(
        some.map((frame) => (frame - first) * 4).filter((x) => x >= -4 && x <= 200),
      );
    }),
  );
});
