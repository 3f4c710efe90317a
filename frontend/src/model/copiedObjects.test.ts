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
  ])("%s is none of ours", (text) => expect(readCopied(text)).toBeNull());
});

test("a copy keeps label and shape, and nothing of who made it or where it came from", () => {
  expect(copyOf(annotation({ derived_from: "prd_1.0" }))).toEqual({ label: "cat", shape: box() });
});
