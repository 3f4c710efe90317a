import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MaskShape, Point, Shape } from "../contract/contract";
import { shapeBounds } from "./geometry";
import { moveMask } from "./maskRuns";
import { placeShape } from "./placeShape";
import { box } from "./testing";

const FRAME = { width: 100, height: 80 };

const point = fc.tuple(
  fc.double({ min: -50, max: 200, noNaN: true }),
  fc.double({ min: -50, max: 200, noNaN: true }),
) as fc.Arbitrary<Point>;
const size = fc.double({ min: 1, max: 300, noNaN: true });
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ at: point, width: size, height: size, rotation: fc.constantFrom(null, 0, 30, 90) }).map(
    ({ at, width, height, rotation }): Shape => ({
      type: "box",
      x: at[0],
      y: at[1],
      width,
      height,
      rotation,
    }),
  ),
  fc
    .record({ at: point, rx: size, ry: size, rotation: fc.constantFrom(null, 45) })
    .map(({ at, rx, ry, rotation }): Shape => ({ type: "ellipse", x: at[0], y: at[1], rx, ry, rotation })),
  fc.array(point, { minLength: 3, maxLength: 8 }).map((points): Shape => ({ type: "polygon", points })),
  fc.array(point, { minLength: 2, maxLength: 8 }).map((points): Shape => ({ type: "polyline", points })),
);

describe("placing a copy", () => {
  test("whatever is placed lies in the frame", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: -20, max: 20 }), (shape, by) => {
        const placed = placeShape(shape, by, by, FRAME);
        const bounds = placed && shapeBounds(placed);
        if (!bounds) return;
        expect(bounds.x).toBeGreaterThanOrEqual(-1e-6);
        expect(bounds.y).toBeGreaterThanOrEqual(-1e-6);
        expect(bounds.x + bounds.width).toBeLessThanOrEqual(FRAME.width + 1e-6);
        expect(bounds.y + bounds.height).toBeLessThanOrEqual(FRAME.height + 1e-6);
      }),
    );
  });

  test("a shape with room keeps its size and moves by what was asked", () => {
    expect(placeShape(box(10, 10, 20, 20), 10, 10, FRAME)).toEqual(box(20, 20, 20, 20));
  });

  test("at the edge it is held inside", () => {
    expect(placeShape(box(75, 55, 20, 20), 10, 10, FRAME)).toEqual(box(80, 60, 20, 20));
  });

  test("a box larger than the frame is cut to it", () => {
    expect(placeShape(box(10, 10, 300, 20), 0, 0, FRAME)).toEqual(box(10, 10, 90, 20));
  });

  test("a polygon of which nothing is in the frame is left out", () => {
    const far: Shape = {
      type: "polygon",
      points: [
        [200, 0],
        [900, 0],
        [900, 700],
      ],
    };
    expect(placeShape(far, 0, 0, FRAME)).toBeNull();
  });

  test("a tag has no place", () =>
    expect(placeShape({ type: "tag" }, 10, 10, FRAME)).toEqual({ type: "tag" }));
});

/** Pixels of a mask as a set of "x,y". */
function pixelsOf(mask: MaskShape): Set<string> {
  const [height] = mask.size;
  const found = new Set<string>();
  let at = 0;
  mask.counts.forEach((count, place) => {
    for (let i = at; place % 2 === 1 && i < at + count; i++)
      found.add(`${Math.floor(i / height)},${i % height}`);
    at += count;
  });
  return found;
}

test("a moved mask has exactly the pixels that stay in the frame, each moved", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 });
  const shift = fc.integer({ min: -6, max: 6 });
  fc.assert(
    fc.property(counts, shift, shift, fc.integer({ min: 3, max: 12 }), (runs, dx, dy, side) => {
      const height = 8;
      const total = runs.reduce((sum, run) => sum + run, 0);
      const width = Math.ceil(total / height) + 1;
      const mask: MaskShape = { type: "mask", size: [height, width], counts: [...runs] };
      const frame = { width: side, height: side + 1 };
      const wanted = [...pixelsOf(mask)]
        .map((pixel) => pixel.split(",").map(Number) as [number, number])
        .map(([x, y]) => [x + dx, y + dy] as const)
        .filter(([x, y]) => x >= 0 && y >= 0 && x < frame.width && y < frame.height)
        .map(([x, y]) => `${x},${y}`);
      const moved = moveMask(mask, dx, dy, frame);
      expect(moved ? [...pixelsOf(moved)].sort() : []).toEqual(wanted.sort());
      if (!moved) return;
      expect(moved.counts.reduce((sum, run) => sum + run, 0)).toBe(frame.width * frame.height);
      expect(moved.counts.slice(1).every((run) => run > 0)).toBe(true);
    }),
  );
});
