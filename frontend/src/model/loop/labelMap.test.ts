import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foreignLabels, meaningOf, readMeaning, withMeanings, writeMeaning } from "./labelMap";

describe("the labels of a model that may be called otherwise", () => {
  test.each([
    [[], [], {}, []],
    [["cat"], ["cat"], {}, []],
    [["cat", "person"], ["cat"], {}, ["person"]],
    [["cat", "person"], ["cat", "person"], { person: null }, ["person"]],
    [["constructor"], [], {}, ["constructor"]],
  ])("of %o in a project with %o and the map %o are %o", (said, ours, map, expected) => {
    const labels = ours.map((name) => ({ name }));
    expect(foreignLabels(said, labels, map)).toEqual(expected);
  });

  test("mean nothing else where the map does not name them", () => {
    expect(meaningOf({}, "constructor")).toBeUndefined();
    expect(meaningOf({ cat: null }, "cat")).toBeNull();
    expect(meaningOf({ cat: "raccoon" }, "cat")).toBe("raccoon");
  });
});

test("a changed map keeps what it says of labels that were not touched", () => {
  const map = { cat: "raccoon", dog: null, tree: "plant" };
  const changes = new Map([
    ["cat", undefined],
    ["dog", "wolf"],
    ["person", null],
  ]);
  expect(withMeanings(map, changes)).toEqual({ dog: "wolf", tree: "plant", person: null });
  expect(withMeanings(map, new Map())).toEqual(map);
});

test("every name is told from keeping and leaving out", () => {
  const meaning = fc.oneof(
    fc.string(),
    fc.constantFrom("keep", "out", ""),
    fc.constant(null),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(meaning, (meant) => {
      expect(readMeaning(writeMeaning(meant))).toBe(meant);
    }),
  );
});
