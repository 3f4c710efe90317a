import { expect, test } from "vitest";
import { isReplaced, layersOf, lookOf, tinted } from "./ghostLayers";
import { box } from "./testing";

const ghost = (x: number, version = "one") => ({
  id: `prd_1.${x}`,
  frame_id: "frm",
  model_version_id: version,
  label: "cat",
  score: 0.5,
  shape: box(x, 0, 10, 10),
});

test("a run of all replaces what its version said, and nothing of another one", () => {
  expect(isReplaced(ghost(0), "one", null)).toBe(true);
  expect(isReplaced(ghost(0, "two"), "one", null)).toBe(false);
  expect(isReplaced(ghost(0), undefined, null)).toBe(false);
});

test("a run of a region replaces what has its middle there", () => {
  const region = { x: 0, y: 0, width: 20, height: 20 };
  expect(isReplaced(ghost(15), "one", region)).toBe(true);
  expect(isReplaced(ghost(16), "one", region)).toBe(false);
  expect(isReplaced({ ...ghost(90), shape: { type: "tag" } }, "one", region)).toBe(true);
});

test("versions differ in rhythm and tint", () => {
  expect(tinted("#000000", 0)).toBe("#000000");
  expect(tinted("#0080ff", 0.5)).toBe("#80c0ff");
  expect(tinted("red", 0.5)).toBe("red");
  const versions = ["a", "b", "c", "d"].map((id) => ({ id, name: id, version: "1" }));
  const layers = layersOf(versions);
  expect(layers.get("b")).toBe(1);
  expect(new Set(["a", "b", "c"].map((id) => lookOf(layers.get(id) ?? 0))).size).toBe(3);
  expect(lookOf(3)).toEqual(lookOf(0));
});
