import { expect, test } from "vitest";
import { annotation, frameState } from "../model/testing";
import { buildScene } from "./scene";

test("the scene leaves out what is out of sight, draws by depth, and knows what is occluded", () => {
  const annotations = ["a", "b", "c"].map((id, index) => annotation({ id, z: -index, occluded: id === "b" }));
  const scene = (hidden: string[] = []) =>
    buildScene(frameState({ annotations }), {
      threshold: 0,
      ghostsShown: true,
      annotationsShown: true,
      colours: new Map(),
      skeletons: new Map(),
      outOfSight: (id) => hidden.includes(id),
    });
  expect(scene().ids).toEqual(["c", "b", "a"]);
  expect([...scene().occluded]).toEqual([0, 1, 0]);
  expect(scene(["b"]).ids).toEqual(["c", "a"]);
  expect([...scene(["c"]).occluded]).toEqual([1, 0]);
  expect(scene(["a", "b", "c"]).ids).toEqual([]);
});
