import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Point } from "../contract/contract";
import { centredOn, fromMap, mapHelps, mapSize, sightOnMap } from "./overview";
import { pinchStep } from "./pinch";
import { panBy, toScreen, zoomAt } from "./transform";

const FRAME = { width: 4000, height: 2000 };
const VIEWPORT = { width: 800, height: 600 };

test("the map keeps the picture's proportions in the room it has", () => {
  expect(mapSize(FRAME, { width: 160, height: 120 })).toEqual({ width: 160, height: 80 });
  expect(mapSize({ width: 10, height: 90_000 }, { width: 160, height: 120 })).toEqual({
    width: 24,
    height: 120,
  });
});

test("the map shows itself only when part of the picture is out of sight", () => {
  expect(mapHelps({ scale: 0.2, x: 0, y: 0 }, VIEWPORT, FRAME)).toBe(false);
  expect(mapHelps({ scale: 0.5, x: 0, y: 0 }, VIEWPORT, FRAME)).toBe(true);
});

test("a point taken from the map and centred lies in the middle of what is in sight", () => {
  const map = mapSize(FRAME, { width: 160, height: 120 });
  const along = fc.double({ min: 0.3, max: 0.7, noNaN: true });
  fc.assert(
    fc.property(along, along, (x, y) => {
      const at: Point = [x * map.width, y * map.height];
      const view = centredOn({ scale: 1, x: 0, y: 0 }, VIEWPORT, fromMap(at, FRAME, map));
      const sight = sightOnMap(view, VIEWPORT, FRAME, map);
      expect(sight.x + sight.width / 2).toBeCloseTo(at[0], 6);
      expect(sight.y + sight.height / 2).toBeCloseTo(at[1], 6);
    }),
  );
});

test("what is under two fingers stays under them", () => {
  const place = fc.tuple(
    fc.integer({ min: 0, max: 800 }),
    fc.integer({ min: 0, max: 600 }),
  ) as fc.Arbitrary<Point>;
  fc.assert(
    fc.property(
      place,
      place,
      fc.integer({ min: -50, max: 50 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (a, b, shift, factor) => {
        fc.pre(Math.hypot(a[0] - b[0], a[1] - b[1]) > 20);
        const [mx, my] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
        const move = ([x, y]: Point): Point => [mx + shift + (x - mx) * factor, my + (y - my) * factor];
        const view = { scale: 1, x: 30, y: -40 };
        const step = pinchStep([a, b], [move(a), move(b)]);
        const after = panBy(zoomAt(view, step.at, step.factor), step.dx, step.dy);
        for (const finger of [a, b]) {
          const image: Point = [(finger[0] - view.x) / view.scale, (finger[1] - view.y) / view.scale];
          const [x, y] = toScreen(after, image);
          const [wx, wy] = move(finger);
          expect(x).toBeCloseTo(wx, 6);
          expect(y).toBeCloseTo(wy, 6);
        }
      },
    ),
  );
});
