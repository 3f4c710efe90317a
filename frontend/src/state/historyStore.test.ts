import { expect, test } from "vitest";
import { plainAttribute, plainLabel } from "../model/labels";
import { annotation, box } from "../model/testing";
import { restoringSteps } from "./historyStore";

const CAT = {
  ...plainLabel("cat", null),
  attributes: [{ ...plainAttribute("pose"), values: ["front", "side"] }],
};

test("what is as it was needs nothing", () => {
  expect(restoringSteps(annotation(), annotation(), CAT)).toEqual([]);
});

test("each thing that differs is one correction", () => {
  const version = annotation({ shape: box(1, 1), attributes: { pose: "side" }, z: 3 });
  const now = annotation({ label: "dog", attributes: { pose: "front" } });
  expect(restoringSteps(now, version, CAT)).toEqual([
    { kind: "relabel", annotation_id: "ann_1", label: "cat" },
    { kind: "reshape", annotation_id: "ann_1", shape: box(1, 1) },
    { kind: "describe", annotation_id: "ann_1", changes: { attributes: { pose: "side" }, z: 3 } },
  ]);
});

test("a removed object comes back with all it had", () => {
  const version = annotation({ attributes: { pose: "side" }, occluded: true });
  expect(restoringSteps(undefined, version, CAT)).toEqual([
    {
      kind: "restore",
      annotation_id: "ann_1",
      label: "cat",
      shape: box(),
      changes: { attributes: { pose: "side" }, occluded: true },
    },
  ]);
});

test("answers that are no longer asked for, or no longer fit, are left where they are", () => {
  const version = annotation({ attributes: { pose: "back", age: 3 } });
  expect(restoringSteps(annotation({ attributes: { colour: "red" } }), version, CAT)).toEqual([]);
});
