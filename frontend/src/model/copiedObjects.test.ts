import { describe, expect, test } from "vitest";
import { type Copied, copyOf, readCopied, writeCopied } from "./copiedObjects";
import { annotation, box } from "./testing";

const copied: Copied = {
  tandem: "objects",
  frameId: "frm_1",
  width: 640,
  height: 480,
  objects: [
    { label: "cat", shape: box() },
    { label: "cup", shape: { type: "mask", size: [4, 4], counts: [3, 2, 11] }, changes: { occluded: true } },
    { label: "cat", shape: box(), changes: { attributes: { pose: "side", age: 3, wild: false } } },
  ],
};

describe("objects as text", () => {
  test("what was written is read back", () => expect(readCopied(writeCopied(copied))).toEqual(copied));

  test.each([
    null,
    "",
    "a shopping list",
    "{",
    "{}",
    "[]",
    "null",
    '{"tandem":"objects"}',
    JSON.stringify({ ...copied, objects: [] }),
    JSON.stringify({ ...copied, objects: [{ label: "cat" }] }),
    JSON.stringify({ ...copied, objects: [{ label: 3, shape: box() }] }),
    JSON.stringify({ ...copied, objects: [{ label: "cat", shape: { ...box(), x: "1" } }] }),
    JSON.stringify({ ...copied, objects: [{ label: "cat", shape: { type: "polygon", points: [[1]] } }] }),
    JSON.stringify({ ...copied, objects: [{ label: "cat", shape: { type: "cuboid" } }] }),
    ...[
      7,
      { occluded: "yes" },
      { attributes: ["side"] },
      { attributes: { pose: { deep: 1 } } },
      { group: "grp_elsewhere" },
      { z: "in front" },
    ].map((changes) => JSON.stringify({ ...copied, objects: [{ label: "cat", shape: box(), changes }] })),
  ])("%s is none of ours", (text) => expect(readCopied(text)).toBeNull());
});

test("a copy keeps what was said of the object, but neither its depth nor its group", () => {
  const said = annotation({ attributes: { pose: "side" }, occluded: true, z: 4, group: "grp_1" });
  expect(copyOf(said).changes).toEqual({ attributes: { pose: "side" }, occluded: true });
});

test("a copy keeps label and shape, and nothing of who made it or where it came from", () => {
  expect(copyOf(annotation({ derived_from: "prd_1.0" }))).toEqual({ label: "cat", shape: box() });
});
