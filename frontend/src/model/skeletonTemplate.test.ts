import { expect, test } from "vitest";
import { addPoint, movePoint, placesOf, removePoint, renamePoint, toggleEdge } from "./skeletonTemplate";

const three = [
  [0, 0],
  [1, 0],
  [0.5, 1],
].reduce<ReturnType<typeof addPoint> | null>(
  (template, [x = 0, y = 0]) => addPoint(template, [x, y]),
  null,
) as ReturnType<typeof addPoint>;

test("points come under free names where they are put, inside the square", () => {
  expect(three.points).toEqual(["point 1", "point 2", "point 3"]);
  expect(three.layout?.[2]).toEqual([0.5, 1]);
  const renamed = renamePoint(three, 2, "point 4");
  expect(addPoint(renamed, [2, -1]).points.at(-1)).toBe("point 5");
  expect(addPoint(renamed, [2, -1]).layout?.at(-1)).toEqual([1, 0]);
  expect(movePoint(three, 0, [0.25, 3]).layout?.[0]).toEqual([0.25, 1]);
});

test("two points are joined once and parted again, whichever is named first", () => {
  const joined = toggleEdge(three, 0, 1);
  expect(joined.edges).toEqual([[0, 1]]);
  expect(toggleEdge(joined, 1, 0).edges).toEqual([]);
  expect(toggleEdge(three, 1, 1)).toBe(three);
});

test("a point goes with its bones and the others keep theirs; the last one ends the skeleton", () => {
  const joined = toggleEdge(toggleEdge(three, 0, 1), 1, 2);
  const left = removePoint(joined, 0);
  expect(left).toEqual({
    points: ["point 2", "point 3"],
    edges: [[0, 1]],
    layout: [
      [1, 0],
      [0.5, 1],
    ],
  });
  expect(removePoint(addPoint(null, [0, 0]), 0)).toBeNull();
});

test("without a layout the points stand on a circle", () => {
  const places = placesOf({ ...three, layout: null });
  for (const [x, y] of places) expect(Math.hypot(x - 0.5, y - 0.5)).toBeCloseTo(0.38, 2);
});
