import { expect, test } from "vitest";
import type { Point, Shape } from "../contract/contract";
import { shapeBounds } from "./geometry";
import { shapeToMask } from "./mask/shapeToMask";
import { isDotted, shapeToSvgPath } from "./svgPath";
import { box } from "./testing";

const corner: readonly Point[] = [
  [10, 10],
  [50, 10],
  [10, 40],
];

test.each<[string, Shape, string]>([
  ["a tag is nowhere", { type: "tag" }, ""],
  ["a box is its corners", box(10, 20, 30, 40), "M10,20L40,20L40,60L10,60Z"],
  ["a polygon is closed", { type: "polygon", points: corner }, "M10,10L50,10L10,40Z"],
  [
    "its holes are rings of their own",
    { type: "polygon", points: corner, holes: [corner.map(([x, y]): Point => [x / 2 + 8, y / 2 + 8])] },
    "M10,10L50,10L10,40ZM13,13L33,13L13,28Z",
  ],
  ["a line is open", { type: "polyline", points: corner }, "M10,10L50,10L10,40"],
  ["points are dots", { type: "points", points: corner }, "M10,10h0M50,10h0M10,40h0"],
  [
    "an ellipse is two arcs between its ends",
    { type: "ellipse", x: 50, y: 40, rx: 20, ry: 10 },
    "M70,40A20,10 0 0 1 30,40A20,10 0 0 1 70,40Z",
  ],
])("%s", (_name, shape, path) => {
  expect(shapeToSvgPath(shape)).toBe(path);
});

test("turned shapes are turned, and masks follow their border", () => {
  const turned = shapeToSvgPath({ ...box(10, 20, 30, 40), rotation: 90 });
  expect(turned.match(/-?\d+/g)?.map(Number)).toEqual([45, 25, 45, 55, 5, 55, 5, 25]);
  const ellipse = shapeToSvgPath({ type: "ellipse", x: 50, y: 40, rx: 20, ry: 10, rotation: 90 });
  expect(ellipse).toMatch(/^M50,60A20,10 90 0 1 50,20/);
  const mask = shapeToMask(box(2, 3, 4, 5), [20, 20]);
  expect(mask && shapeBounds(mask)).toEqual({ x: 2, y: 3, width: 4, height: 5 });
  expect(mask && shapeToSvgPath(mask)).toMatch(/^M2,8L2,3L6,3L6,8Z$/);
});

test("dots have no inside", () => {
  expect([isDotted({ type: "points", points: corner }), isDotted(box(1))]).toEqual([true, false]);
});
