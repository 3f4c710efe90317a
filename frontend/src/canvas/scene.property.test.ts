import fc from "fast-check";
import { expect, test } from "vitest";
import type { Shape } from "../contract/contract";
import { area, point, shape, share } from "../model/arbitraries";
import { hitsShape, shapeArea, shapeBounds } from "../model/geometry";
import { annotation, frameState } from "../model/testing";
import { buildScene, hitTest, neighbours, within } from "./scene";

const shapes = fc.array(
  fc.oneof({ weight: 12, arbitrary: shape }, { weight: 1, arbitrary: fc.constant<Shape>({ type: "tag" }) }),
  {
    maxLength: 40,
  },
);

const bones: [number, number][] = [
  [0, 1],
  [1, 2],
];

function sceneOf(all: readonly Shape[]) {
  const annotations = all.map((one, place) => annotation({ id: `a${place}`, shape: one }));
  return buildScene(frameState({ annotations }), {
    threshold: 0,
    ghostsShown: true,
    annotationsShown: true,
    colours: new Map(),
    skeletons: new Map([["cat", { points: ["a", "b", "c"], edges: bones }]]),
  });
}

test("the index finds what looking at every shape finds, the smallest first", () => {
  fc.assert(
    fc.property(
      shapes,
      point,
      share.map((part) => part * 20),
      (all, at, reach) => {
        const found = hitTest(sceneOf(all), at, reach);
        const expected = all.flatMap((one, place) => (hitsShape(one, at, reach, bones) ? [`a${place}`] : []));
        expect([...found].sort()).toEqual(expected.sort());
        const areas = found.map((id) => shapeArea(all[Number(id.slice(1))] as Shape));
        expect(areas).toEqual([...areas].sort((a, b) => a - b));
      },
    ),
  );
});

test("a marquee encloses what lies wholly in it", () => {
  fc.assert(
    fc.property(shapes, area, (all, swept) => {
      const expected = all.flatMap((one, place) => {
        const b = shapeBounds(one);
        const isIn =
          b !== null &&
          b.x >= swept.x &&
          b.y >= swept.y &&
          b.x + b.width <= swept.x + swept.width &&
          b.y + b.height <= swept.y + swept.height;
        return isIn ? [`a${place}`] : [];
      });
      expect(within(sceneOf(all), swept).sort()).toEqual(expected.sort());
    }),
  );
});

test("neighbours leave out the object in hand", () => {
  fc.assert(
    fc.property(shapes, point, (all, at) => {
      const found = neighbours(sceneOf(all), at, 1e4, new Set(["a0"]));
      expect(found).toHaveLength(Math.max(0, all.length - 1));
    }),
  );
});
