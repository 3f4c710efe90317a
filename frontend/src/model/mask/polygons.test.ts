import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MaskShape, Point } from "../../contract/contract";
import { subtractMask } from "./algebra";
import { strokeSpans } from "./brush";
import { maskToPolygons, simplifyRing } from "./polygons";
import { polygonToMask } from "./rasterise";
import { reduceSpans } from "./reduce";
import { traceRings } from "./rings";
import { emptyMask, isEmptyMask, type MaskSize, maskArea, maskFromSpans, spansOf } from "./spans";
import { maskToSvgPath } from "./svgPath";
import { maskOfRows, naive, pack, rowsOf, unpack } from "./testing";

describe("polygons", () => {
  const ringsOf = (mask: MaskShape, tolerance = 0) =>
    maskToPolygons(mask, { tolerance }).flatMap(({ outer, holes }) => [outer, ...holes]);

  test("nothing has no outline", () => {
    expect(maskToPolygons(emptyMask([3, 3]), { tolerance: 1 })).toEqual([]);
    expect(isEmptyMask(polygonToMask([], [3, 3]))).toBe(true);
  });

  test("a frame in a frame is an outline with a hole, and the island in it an outline of its own", () => {
    const mask = maskOfRows(["#####", "#...#", "#.#.#", "#...#", "#####"]);
    const parts = maskToPolygons(mask, { tolerance: 0 });
    expect(parts.map(({ outer, holes, area }) => [outer.length, holes.length, area])).toEqual([
      [4, 1, 25],
      [4, 0, 1],
    ]);
  });

  test("mask to polygon to mask is the identity, and its polygons are then the same", () => {
    fc.assert(
      fc.property(naive, (given) => {
        const mask = pack(given);
        const rings = ringsOf(mask);
        const back = polygonToMask(rings, mask.size);
        expect(rowsOf(back)).toEqual(rowsOf(mask));
        expect(ringsOf(back)).toEqual(rings);
      }),
      { numRuns: 400 },
    );
  });

  test("the rings' signed areas add up to the mask's", () => {
    fc.assert(
      fc.property(naive, (given) => {
        const mask = pack(given);
        const sum = traceRings(spansOf(mask), mask.size[0]).reduce((total, ring) => total + ring.area, 0);
        expect(sum).toBe(maskArea(mask));
      }),
    );
  });

  test("a polygon sets the pixels whose centres are inside", () => {
    const coordinate = fc.double({ min: -4, max: 24, noNaN: true });
    const ring = fc.array(fc.tuple(coordinate, coordinate) as fc.Arbitrary<Point>, {
      minLength: 3,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(ring, { minLength: 1, maxLength: 3 }), (rings) => {
        const size: MaskSize = [20, 17];
        const bits = unpack(polygonToMask(rings, size));
        bits.forEach((bit, i) => {
          const [x, y] = [(i % 17) + 0.5, Math.floor(i / 17) + 0.5];
          let inside = false;
          let onEdge = false;
          for (const points of rings)
            for (let k = 0; k < points.length; k++) {
              const [ax, ay] = points[k] as Point;
              const [bx, by] = points[(k + 1) % points.length] as Point;
              if (ax > x === bx > x) continue;
              const crossing = ay + ((x - ax) * (by - ay)) / (bx - ax);
              // A centre on the very edge may fall to either side.
              if (Math.abs(crossing - y) < 1e-9) onEdge = true;
              if (crossing <= y) inside = !inside;
            }
          if (!onEdge) expect([i, bit]).toEqual([i, inside]);
        });
      }),
    );
  });

  test("a simplified outline of a disc has few points and nearly its pixels", () => {
    const size: MaskSize = [200, 200];
    const disc = maskFromSpans(strokeSpans([[100, 100]], 80, size), size);
    const [part] = maskToPolygons(disc, { tolerance: 1 });
    expect(part?.outer.length).toBeLessThanOrEqual(60);
    const back = polygonToMask([part?.outer ?? []], size);
    const changed = maskArea(subtractMask(disc, back)) + maskArea(subtractMask(back, disc));
    expect(changed / maskArea(disc)).toBeLessThan(0.02);
    const again = polygonToMask(ringsOf(back, 1), size);
    const drift = maskArea(subtractMask(again, back)) + maskArea(subtractMask(back, again));
    expect(drift / maskArea(back)).toBeLessThan(0.02);
  });

  test("every point that simplifying leaves out is within the tolerance", () => {
    const coordinate = fc.integer({ min: 0, max: 40 });
    const points = fc.array(fc.tuple(coordinate, coordinate) as fc.Arbitrary<Point>, {
      minLength: 5,
      maxLength: 40,
    });
    fc.assert(
      fc.property(points, fc.double({ min: 0.5, max: 6, noNaN: true }), (ring, tolerance) => {
        const simple = simplifyRing(ring, tolerance);
        const distance = ([px, py]: Point, [ax, ay]: Point, [bx, by]: Point) => {
          const [dx, dy] = [bx - ax, by - ay];
          const length = dx * dx + dy * dy;
          const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
          return Math.hypot(px - ax - t * dx, py - ay - t * dy);
        };
        for (const point of ring) {
          const near = simple.map((from, i) =>
            distance(point, from, simple[(i + 1) % simple.length] as Point),
          );
          expect(Math.min(...near)).toBeLessThanOrEqual(tolerance + 1e-9);
        }
      }),
    );
  });

  test("an outline of too many points is simplified until it fits", () => {
    const size: MaskSize = [300, 300];
    const disc = maskFromSpans(strokeSpans([[150, 150]], 120, size), size);
    const [part] = maskToPolygons(disc, { tolerance: 0, mostPoints: 40 });
    expect(part?.outer.length).toBeLessThanOrEqual(40);
  });
});

test("a mask's border is a path of SVG", () => {
  expect(maskToSvgPath(emptyMask([3, 3]))).toBe("");
  expect(maskToSvgPath(maskOfRows(["....", ".##.", "...."]))).toBe("M1,2L1,1L3,1L3,2Z");
});

test("a coarse copy sets the pixels of which any part is set", () => {
  fc.assert(
    fc.property(naive, fc.integer({ min: 1, max: 5 }), (given, factor) => {
      const [height, width] = given.size;
      const { spans, size } = reduceSpans(spansOf(pack(given)), given.size, factor);
      const expected = new Array<boolean>(size[0] * size[1]).fill(false);
      given.bits.forEach((bit, i) => {
        if (bit)
          expected[Math.floor(Math.floor(i / width) / factor) * size[1] + Math.floor((i % width) / factor)] =
            true;
      });
      expect(size).toEqual([Math.ceil(height / factor), Math.ceil(width / factor)]);
      expect(unpack(maskFromSpans(spans, size))).toEqual(expected);
    }),
  );
});
