import { expect, test } from "vitest";
import { dragHandle, HANDLES, handleAt, handlePoint } from "./boxHandles";
import { box } from "./testing";

const frame = { width: 100, height: 100 };

test.each(HANDLES)("the handle %s is found where it is", (handle) => {
  const shape = box(20, 20, 40, 40);
  expect(handleAt(shape, handlePoint(shape, handle), 4)).toBe(handle);
});

test("no handle is hit in the middle of a box", () => {
  expect(handleAt(box(20, 20, 40, 40), [40, 40], 4)).toBeNull();
});

test.each([
  ["se", [70, 80], box(20, 20, 50, 60)],
  ["nw", [10, 5], box(10, 5, 50, 55)],
  ["e", [90, 0], box(20, 20, 70, 40)],
  ["n", [0, 30], box(20, 30, 40, 30)],
] as const)("dragging %s to %s resizes and keeps the other side", (handle, to, expected) => {
  expect(dragHandle(box(20, 20, 40, 40), handle, to, frame)).toEqual(expected);
});

test("dragging past the opposite side turns the box over", () => {
  expect(dragHandle(box(20, 20, 40, 40), "e", [5, 40], frame)).toEqual(box(5, 20, 15, 40));
});

test("a drag outside the frame stops at its edge", () => {
  expect(dragHandle(box(20, 20, 40, 40), "se", [500, 500], frame)).toEqual(box(20, 20, 80, 80));
});

test("resizing a rotated box keeps its fixed corner where it is", () => {
  const turned = { ...box(20, 20, 40, 20), rotation: 30 };
  const fixed = handlePoint(turned, "nw");
  const resized = dragHandle(turned, "se", [90, 70], frame);
  const after = handlePoint(resized, "nw");
  expect(after[0]).toBeCloseTo(fixed[0], 6);
  expect(after[1]).toBeCloseTo(fixed[1], 6);
});
