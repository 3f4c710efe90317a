import { expect, test } from "vitest";
import type { Attribute, AttributeValue } from "../contract/contract";
import type { Revision } from "../contract/history";
import { answerFault, askedOfAll, defaultsFor, findGaps, gapsNamed, sharedValue } from "./attributes";
import { depthBeyond, inDrawingOrder, withGroups } from "./drawingOrder";
import { plainAttribute, plainLabel } from "./labels";
import { wordsOf } from "./revisionWords";
import { annotation, box } from "./testing";

const asked = (fields: Partial<Attribute>): Attribute => ({ ...plainAttribute("pose"), ...fields });
const POSE = asked({ values: ["front", "side"], required: true, default: "front" });
const AGE = asked({ name: "age", type: "number", min: 0, max: 10, step: 0.1 });
const CAT = { ...plainLabel("cat", null), attributes: [POSE, AGE] };
const DOG = plainLabel("dog", null);

test.each<[Attribute, AttributeValue, boolean]>([
  [POSE, "front", true],
  [POSE, "back", false],
  [POSE, true, false],
  [AGE, 0.30000000000000004, true],
  [AGE, 0.35, false],
  [AGE, 10.1, false],
  [AGE, "3", false],
  [asked({ type: "checkbox" }), false, true],
  [asked({ type: "checkbox" }), 0, false],
  [asked({ type: "text" }), "", true],
])("%o takes %o: %s", (attribute, value, fits) => {
  expect(answerFault(attribute, value) === null).toBe(fits);
});

test("gaps are the required answers that are empty or do not fit", () => {
  const objects = [
    annotation({ id: "a" }),
    annotation({ id: "b", attributes: { pose: "back" } }),
    annotation({ id: "c", attributes: { pose: "side" } }),
    annotation({ id: "d", label: "dog" }),
  ];
  expect(findGaps([], [CAT])).toEqual([]);
  expect(findGaps(objects, [CAT, DOG]).map((gap) => gap.annotationId)).toEqual(["a", "b"]);
});

test("the server's gaps are read by object and attribute, also with odd names", () => {
  const fields = {
    "annotations.ann_1.attributes.pose": "required",
    "annotations.ann_2.attributes.a b": "x",
    other: "x",
  };
  expect(gapsNamed(fields, (id) => (id === "ann_1" ? "cat" : undefined))).toEqual([
    { annotationId: "ann_1", label: "cat", name: "pose" },
    { annotationId: "ann_2", label: "object", name: "a b" },
  ]);
});

test("defaults fill only what has no answer", () => {
  expect(defaultsFor(undefined)).toBeNull();
  expect(defaultsFor(DOG)).toBeNull();
  expect(defaultsFor(CAT)).toEqual({ attributes: { pose: "front" } });
  expect(defaultsFor(CAT, { pose: "side" })).toBeNull();
});

test("several objects share a value or are mixed, and are asked only what one label asks", () => {
  expect(sharedValue([])).toEqual({ mixed: false, value: undefined });
  expect(sharedValue([1, 1])).toEqual({ mixed: false, value: 1 });
  expect(sharedValue([1, 2])).toEqual({ mixed: true });
  expect(askedOfAll([annotation(), annotation({ label: "dog" })], [CAT, DOG])).toEqual([]);
  expect(askedOfAll([annotation(), annotation()], [CAT, DOG])).toEqual([POSE, AGE]);
});

test("depth orders the drawing, ties as they come", () => {
  const list = ["a", "b", "c"].map((id, index) => annotation({ id, z: index === 0 ? 5 : 0 }));
  expect(inDrawingOrder(list).map((item) => item.id)).toEqual(["b", "c", "a"]);
  expect(depthBeyond([{ z: 0 }], [], "front")).toBeNull();
  expect(depthBeyond([{ z: 0 }], [{ z: 0 }], "front")).toBe(1);
  expect(depthBeyond([{ z: 3 }], [{ z: 2 }], "front")).toBeNull();
  expect(depthBeyond([{ z: 3 }], [{ z: 2 }, { z: -4 }], "back")).toBe(-5);
  expect(depthBeyond([{ z: 0 }], [{ z: 1000 }], "front")).toBe(1000);
});

test("a selection grows by the groups of its members", () => {
  const items = new Map(
    [annotation({ id: "a", group: "g" }), annotation({ id: "b", group: "g" }), annotation({ id: "c" })].map(
      (item) => [item.id, item],
    ),
  );
  expect(withGroups(["a"], items)).toEqual(["a", "b"]);
  expect(withGroups(["c"], items)).toEqual(["c"]);
});

const revision = (fields: Partial<Revision>): Revision => ({
  seq: 1,
  kind: "add",
  actor: { id: "u", name: "Ana" },
  at: "",
  time_spent_ms: null,
  before: null,
  after: null,
  prompted: null,
  ...fields,
});

test.each<[Partial<Revision>, string[]]>([
  [{ after: annotation() }, ["drawn as cat"]],
  [
    {
      after: annotation(),
      prompted: { model_version: { id: "mdl_1", name: "u2netp", version: "0001" }, score: 0.872 },
    },
    ["drawn by prompt, u2netp 0001, 87 %, as cat"],
  ],
  [{ kind: "accept", after: annotation({ occluded: true }) }, ["accepted from the model as cat", "occluded"]],
  [{ kind: "remove", before: annotation() }, ["removed"]],
  [{ before: annotation(), after: annotation({ label: "dog" }) }, ["label cat → dog"]],
  [{ before: annotation(), after: annotation({ shape: box(15, 10) }) }, ["moved by 5, 0"]],
  [{ before: annotation(), after: annotation({ shape: box(10, 10, 40, 20) }) }, ["resized to 40 × 20"]],
  [
    {
      before: annotation({ attributes: { age: 3, gone: 1 } }),
      after: annotation({ attributes: { pose: "side", age: 3 } }),
    },
    ["pose empty → side"],
  ],
  [{ before: annotation({ group: "g" }), after: annotation({ z: -1 }) }, ["further back", "left its group"]],
])("%o is told as %o", (fields, words) => {
  expect(wordsOf(revision(fields), [CAT])).toEqual(words);
});
