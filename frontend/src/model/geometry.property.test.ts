import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Point, Shape } from "../contract/contract";
import { angle, box, ellipse, FRAME, point, polygon, polyline, shape, share, shift } from "./arbitraries";
import { dragHandle, HANDLES, handlePoint } from "./boxHandles";
import { isInside, outlineDistance, outlines } from "./bruteForce";
import {
  clampTranslation,
  fitsFrame,
  hitsShape,
  roundShape,
  sameShape,
  shapeBounds,
  translateShape,
} from "./geometry";
import { boxOnSide, dragTurn, isBoxed, turnBy, turnCentre, turnHandle, turnPoints } from "./rotate";
import { scaleShape } from "./scaleShape";
import {
  edgesOf,
  insertVertex,
  middleOf,
  moveVertex,
  removeVertex,
  vertexPoint,
  vertexRings,
} from "./vertices";

/** Numbers of a shape in order, to compare two shapes that came by different roads. */
const numbers = (value: unknown): number[] =>
  typeof value === "number"
    ? [value]
    : typeof value === "object" && value
      ? Object.values(value).flatMap(numbers)
      : [];

function expectClose(a: Shape, b: Shape, digits = 6): void {
  expect(a.type).toBe(b.type);
  const [left, right] = [numbers({ rotation: 0, ...a }), numbers({ rotation: 0, ...b })];
  expect(left.length).toBe(right.length);
  left.forEach((value, place) => {
    expect(value).toBeCloseTo(right[place] as number, digits);
  });
}

const anyHandle = fc.constantFrom(...HANDLES);
describe("moving", () => {
  test("there and back again changes nothing", () => {
    fc.assert(
      fc.property(shape, shift, (one, [dx, dy]) => {
        expectClose(translateShape(translateShape(one, dx, dy), -dx, -dy), one);
      }),
    );
  });

  test("is clamped to the frame, and not touched where it fits", () => {
    fc.assert(
      fc.property(shape, shift, (one, [dx, dy]) => {
        const bounds = shapeBounds(one);
        if (!bounds) return;
        const [x, y] = clampTranslation(bounds, dx, dy, FRAME);
        expect(fitsFrame(translateShape(one, x, y), FRAME)).toBe(true);
        if (fitsFrame(translateShape(one, dx, dy), FRAME)) {
          expect(x).toBeCloseTo(dx, 5);
          expect(y).toBeCloseTo(dy, 5);
        }
      }),
    );
  });
});

describe("resizing", () => {
  const room = { width: 1e6, height: 1e6 };
  const far = (one: Shape) => translateShape(one, 1e5, 1e5) as Shape & { type: "box" };

  test("by a handle and back gives the box back", () => {
    fc.assert(
      fc.property(box, anyHandle, shift, (near, handle, [dx, dy]) => {
        const one = far(near);
        const from = handlePoint(one, handle);
        const larger = dragHandle(one, handle, [from[0] + dx, from[1] + dy], room);
        // A box that was turned over, or is as small as it gets, is held by another handle now.
        fc.pre(larger.width > 1.5 && larger.height > 1.5);
        const now = handlePoint(larger, handle);
        const wanted = handlePoint(one, handle);
        const back = dragHandle(
          larger,
          handle,
          [now[0] + (wanted[0] - now[0]), now[1] + (wanted[1] - now[1])],
          room,
        );
        const fixed = HANDLES[(HANDLES.indexOf(handle) + 4) % 8] as (typeof HANDLES)[number];
        const kept = handlePoint(one, fixed);
        const moved = handlePoint(larger, fixed);
        fc.pre(Math.hypot(kept[0] - moved[0], kept[1] - moved[1]) < 1e-3);
        expectClose(back, one, 4);
      }),
    );
  });

  test("keeps the opposite corner in place unless the box is turned over, however it is rotated", () => {
    fc.assert(
      fc.property(
        box,
        fc.constantFrom("nw", "ne", "se", "sw" as const),
        share.map((part) => 0.3 + part * 3.7),
        (one, handle, by) => {
          const opposite = ({ nw: "se", ne: "sw", se: "nw", sw: "ne" } as const)[handle];
          const fixed = handlePoint(one, opposite);
          const [x, y] = handlePoint(one, handle);
          const to: Point = [fixed[0] + (x - fixed[0]) * by, fixed[1] + (y - fixed[1]) * by];
          const resized = dragHandle(one, handle, to, FRAME);
          fc.pre(resized.width > 1 && resized.height > 1);
          const after = handlePoint(resized, opposite);
          expect(after[0]).toBeCloseTo(fixed[0], 5);
          expect(after[1]).toBeCloseTo(fixed[1], 5);
          expect(fitsFrame(resized, FRAME)).toBe(true);
        },
      ),
    );
  });

  test("several shapes by a scale box and back gives them back", () => {
    const rectangle = fc.record({
      x: fc.constant(10),
      y: fc.constant(20),
      width: share.map((part) => 5 + part * 295),
      height: share.map((part) => 5 + part * 295),
    });
    fc.assert(
      fc.property(fc.oneof(polygon, polyline), rectangle, rectangle, (one, from, to) => {
        expectClose(scaleShape(scaleShape(one, from, to), to, from), one);
      }),
    );
  });
});

describe("turning", () => {
  const turnable = fc.oneof(box, ellipse);
  test("by an angle and back gives the shape back", () => {
    fc.assert(
      fc.property(turnable, angle, (one, by) => {
        expectClose(turnBy(turnBy(one, by), -by), one);
      }),
    );
  });

  test("keeps the centre and the size where there is room", () => {
    fc.assert(
      fc.property(turnable, point, (one, to) => {
        const room = { width: 1e6, height: 1e6 };
        const moved = translateShape(one, 1e5, 1e5) as typeof one;
        const turned = dragTurn(moved, turnHandle(moved, 20), [to[0] + 1e5, to[1] + 1e5], false, room);
        expect(turned).not.toBeNull();
        expectClose({ ...turned, rotation: 0 } as Shape, { ...moved, rotation: 0 });
      }),
    );
  });

  test("with Shift ends on whole steps, and always on the frame", () => {
    fc.assert(
      fc.property(turnable, point, (one, to) => {
        const turned = dragTurn(one, turnHandle(one, 20), to, true, FRAME);
        if (!turned || !isBoxed(turned)) return;
        expect(fitsFrame(turned, FRAME)).toBe(true);
        const steps = (turned.rotation ?? 0) / 15;
        expect(steps).toBeCloseTo(Math.round(steps), 6);
      }),
    );
  });

  const lined = fc.oneof(polygon, polyline);
  test("points by an angle and back about the same middle gives the shape back, holes too", () => {
    fc.assert(
      fc.property(lined, angle, (one, by) => {
        const centre = turnCentre(one);
        const turned = turnPoints(one, centre, by);
        expectClose(turnPoints(turned, centre, -by), one);
        for (const [ring, points] of vertexRings(one).entries())
          for (const [index, at] of points.entries()) {
            const now = vertexPoint(turned, { ring, index }) as Point;
            const away = Math.hypot(at[0] - centre[0], at[1] - centre[1]);
            expect(Math.hypot(now[0] - centre[0], now[1] - centre[1])).toBeCloseTo(away, 6);
          }
      }),
    );
  });

  test("points leaves what they turn about where it is, so that a second turn can take the first back", () => {
    fc.assert(
      fc.property(lined, angle, (one, by) => {
        const centre = turnCentre(one);
        const [x, y] = turnCentre(turnPoints(one, centre, by));
        expect(x).toBeCloseTo(centre[0], 4);
        expect(y).toBeCloseTo(centre[1], 4);
      }),
    );
  });

  test("points by a hand that comes back to where it was changes nothing", () => {
    fc.assert(
      fc.property(lined, fc.boolean(), (one, inSteps) => {
        const from = turnHandle(one, 26);
        expect(dragTurn(one, from, from, inSteps, FRAME)).toEqual(one);
      }),
    );
  });

  test("points with Shift is by whole steps, and always on the frame", () => {
    fc.assert(
      fc.property(lined, point, (one, to) => {
        const turned = dragTurn(one, turnHandle(one, 26), to, true, FRAME);
        if (!turned || isBoxed(turned)) return;
        expect(fitsFrame(turned, FRAME)).toBe(true);
        const direction = ([a, b]: readonly Point[]) =>
          a && b ? (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI : 0;
        fc.pre(
          Math.hypot(...([0, 1] as const).map((k) => (one.points[1]?.[k] ?? 0) - (one.points[0]?.[k] ?? 0))) >
            1,
        );
        const steps = (direction(turned.points) - direction(one.points)) / 15;
        expect(steps).toBeCloseTo(Math.round(steps), 4);
      }),
    );
  });

  test("a box drawn by one side has that side and reaches the third point", () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        fc.pre(Math.hypot(a[0] - b[0], a[1] - b[1]) > 1);
        const made = boxOnSide(a, b, c);
        fc.pre(made.height > 1e-3);
        expect(outlineDistance(made, a)).toBeLessThan(1e-3);
        expect(outlineDistance(made, b)).toBeLessThan(1e-3);
        const along =
          ((c[0] - a[0]) * (b[0] - a[0]) + (c[1] - a[1]) * (b[1] - a[1])) /
          Math.hypot(b[0] - a[0], b[1] - a[1]) ** 2;
        if (along >= 0 && along <= 1) expect(outlineDistance(made, c)).toBeLessThan(0.3);
      }),
    );
  });
});

describe("points", () => {
  const editable = fc.oneof(polygon, polyline);
  const place = fc.nat();

  test("one that is added and removed again leaves the shape as it was", () => {
    fc.assert(
      fc.property(editable, place, place, point, (one, ringSeed, edgeSeed, at) => {
        const ring = ringSeed % vertexRings(one).length;
        const edges = edgesOf(one, ring);
        const index = edgeSeed % edges.length;
        const [more, vertex] = insertVertex(one, { ring, index }, at);
        expect(vertexPoint(more, vertex)).toEqual(at);
        expect(removeVertex(more, vertex)).toEqual(one);
      }),
    );
  });

  test("one in the middle of an edge changes nothing of the bounds and the outline", () => {
    fc.assert(
      fc.property(editable, place, (one, seed) => {
        const edges = edgesOf(one, 0);
        const { index, from, to } = edges[seed % edges.length] as (typeof edges)[number];
        const [more] = insertVertex(one, { ring: 0, index }, middleOf(from, to));
        expect(shapeBounds(more)).toEqual(shapeBounds(one));
      }),
    );
  });

  test("one that is moved and moved back leaves the shape as it was", () => {
    fc.assert(
      fc.property(editable, place, place, point, (one, ringSeed, seed, to) => {
        const ring = ringSeed % vertexRings(one).length;
        const vertex = { ring, index: seed % (vertexRings(one)[ring]?.length ?? 1) };
        const before = vertexPoint(one, vertex) as Point;
        expect(moveVertex(moveVertex(one, vertex, to), vertex, before)).toEqual(one);
      }),
    );
  });
});

describe("looking", () => {
  test("a hit is what a ray through the outline says", () => {
    fc.assert(
      fc.property(shape, point, (one, at) => {
        // Within a rounding error of the outline either answer is right.
        fc.pre(outlineDistance(one, at) > 0.3);
        expect(hitsShape(one, at, 0)).toBe(isInside(one, at));
      }),
      { numRuns: 600 },
    );
  });

  test("with a reach, everything that near to the outline is hit as well", () => {
    const reach = 6;
    fc.assert(
      fc.property(shape, point, (one, at) => {
        const away = outlineDistance(one, at);
        const loose = one.type === "points" || one.type === "skeleton";
        const limit = loose ? reach * 1.5 : reach;
        fc.pre(Math.abs(away - limit) > 0.3);
        if (away < limit && one.type !== "ellipse" && one.type !== "box")
          expect(hitsShape(one, at, reach)).toBe(true);
        // Boxes reach as boxes, ellipses as ellipses: at their corners and ends a little more or less than a circle would.
        if (away > limit * 1.5 && !isInside(one, at)) expect(hitsShape(one, at, reach)).toBe(false);
      }),
      { numRuns: 600 },
    );
  });

  test("bounds hold every point of the outline, and touch it on each side", () => {
    fc.assert(
      fc.property(shape, (one) => {
        const bounds = shapeBounds(one);
        expect(bounds).not.toBeNull();
        if (!bounds) return;
        const rings = outlines(one);
        const xs = rings.flat().map(([x]) => x);
        const ys = rings.flat().map(([, y]) => y);
        // An ellipse's outline is sampled: the bounds may stand a hair outside.
        expect(Math.min(...xs)).toBeCloseTo(bounds.x, 1);
        expect(Math.max(...xs)).toBeCloseTo(bounds.x + bounds.width, 1);
        expect(Math.min(...ys)).toBeCloseTo(bounds.y, 1);
        expect(Math.max(...ys)).toBeCloseTo(bounds.y + bounds.height, 1);
        expect(Math.min(...xs)).toBeGreaterThanOrEqual(bounds.x - 1e-6);
        expect(Math.max(...xs)).toBeLessThanOrEqual(bounds.x + bounds.width + 1e-6);
      }),
    );
  });

  test("what is rounded for keeping is the same shape", () => {
    fc.assert(
      fc.property(shape, (one) => {
        expect(sameShape(one, roundShape(one))).toBe(true);
      }),
    );
  });
});
