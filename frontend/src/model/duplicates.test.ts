import { expect, test } from "vitest";
import { countGrouped, toldOf } from "./duplicates";
import { asset } from "./testing";

test.each([
  [0, 0, "Nothing was left to skip"],
  [1, 0, "1 picture skipped"],
  [1200, 0, "1,200 pictures skipped"],
  [2, 1, "2 pictures skipped; 1 picture left, because somebody has worked on it"],
  [0, 2, "Nothing skipped; 2 pictures left, because somebody has worked on them"],
])("%i skipped and %i left are told so", (changed, left, words) => {
  expect(toldOf(changed, left)).toBe(words);
});

test("only known pictures in a group are counted", () => {
  const byId = new Map([
    ["a", asset({ id: "a", duplicate_group: "a" })],
    ["b", asset({ id: "b" })],
  ]);
  expect(countGrouped([], byId)).toBe(0);
  expect(countGrouped(["a", "b", null, "unknown"], byId)).toBe(1);
});
