import { describe, expect, test } from "vitest";
import type { MaskShape, Point, PolygonShape } from "../../contract/contract";
import { subtractMask, unionMasks } from "./algebra";
import { shapeToMask } from "./shapeToMask";
import { emptyMask, type MaskSize, maskArea } from "./spans";
import { maskToEditable } from "./toShapes";

const SIZE: MaskSize = [1_000, 1_200];
const pointsOf = (shapes: readonly PolygonShape[]) =>
  shapes.flatMap(({ points, holes = [] }) => [points, ...holes]).reduce((sum, ring) => sum + ring.length, 0);
const disc = (x: number, y: number, radius: number) =>
  shapeToMask({ type: "ellipse", x, y, rx: radius, ry: radius }, SIZE) as MaskShape;
const back = (shapes: readonly PolygonShape[]) =>
  unionMasks(emptyMask(SIZE), ...shapes.map((shape) => shapeToMask(shape, SIZE) as MaskShape));

/** An outline as a model leaves it: a leaf with a ragged edge. */
function ragged(): MaskShape {
  const points = Array.from({ length: 1_400 }, (_, place): Point => {
    const turn = (place / 1_400) * Math.PI * 2;
    const reach = 380 + 40 * Math.sin(turn * 5) + 5 * Math.sin(place * 1.7) + 3 * Math.cos(place * 0.9);
    return [600 + reach * Math.cos(turn), 500 + reach * Math.sin(turn)];
  });
  return shapeToMask({ type: "polygon", points }, SIZE) as MaskShape;
}

describe("a mask as polygons for a hand to edit", () => {
  test("there are none of an empty one", () => expect(maskToEditable(emptyMask(SIZE))).toEqual([]));

  test("keeps parts and holes worth keeping, and leaves noise out", () => {
    const mask = subtractMask(
      unionMasks(disc(400, 400, 200), disc(900, 400, 60), disc(1_100, 900, 4)),
      unionMasks(disc(400, 400, 80), disc(300, 400, 4)),
    );
    const shapes = maskToEditable(mask);
    expect(shapes.map(({ holes = [] }) => holes.length)).toEqual([1, 0]);
  });

  test("a ragged outline a thousand pixels large has fewer than 200 points and covers the same", () => {
    const mask = ragged();
    const shapes = maskToEditable(mask);
    expect(shapes).toHaveLength(1);
    expect(pointsOf(shapes)).toBeLessThan(200);
    const missed = maskArea(subtractMask(mask, back(shapes))) + maskArea(subtractMask(back(shapes), mask));
    expect(missed / maskArea(mask)).toBeLessThan(0.03);
  });
});
