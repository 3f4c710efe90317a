import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Changes, Described } from "../contract/contract";
import { applyChanges, diffDescribed, invertChanges, joinChanges, PLAIN, sameWhere } from "./describe";

const value = fc.oneof(fc.boolean(), fc.integer({ min: -9, max: 9 }), fc.constantFrom("front", "side"));
const names = fc.constantFrom("pose", "lit", "age");
const described: fc.Arbitrary<Described> = fc.record({
  attributes: fc.dictionary(names, value, { noNullPrototype: true }),
  occluded: fc.boolean(),
  z: fc.integer({ min: -1000, max: 1000 }),
  group: fc.constantFrom(null, "g1", "g2"),
});
const changes: fc.Arbitrary<Changes> = fc.record(
  {
    attributes: fc.dictionary(names, fc.oneof(value, fc.constant(null)), { noNullPrototype: true }),
    occluded: fc.boolean(),
    z: fc.integer({ min: -1000, max: 1000 }),
    group: fc.constantFrom(null, "g1", "g2"),
  },
  { requiredKeys: [] },
);

describe("changes of what is described", () => {
  test("no change changes nothing", () => {
    expect(applyChanges(PLAIN, undefined)).toEqual(PLAIN);
    expect(diffDescribed(PLAIN, PLAIN)).toBeNull();
  });

  test("a null clears an attribute and leaves the group; what is left out stays", () => {
    const before = { ...PLAIN, attributes: { pose: "front", lit: true }, group: "g1", z: 3 };
    const after = applyChanges(before, { attributes: { pose: null }, group: null });
    expect(after).toEqual({ attributes: { lit: true }, occluded: false, z: 3, group: null });
  });

  test("the inverse of a change leads back", () => {
    fc.assert(
      fc.property(described, changes, (before, change) => {
        const after = applyChanges(before, change);
        expect(applyChanges(after, invertChanges(change, before))).toEqual(before);
        expect(sameWhere(change, after, applyChanges(after, change))).toBe(true);
      }),
    );
  });

  test("the difference of two descriptions leads from one to the other", () => {
    fc.assert(
      fc.property(described, described, (from, to) => {
        expect(applyChanges(from, diffDescribed(from, to) ?? {})).toEqual(to);
      }),
    );
  });

  test("two changes as one do what both do", () => {
    fc.assert(
      fc.property(described, changes, changes, (before, first, second) => {
        const apart = applyChanges(applyChanges(before, first), second);
        expect(applyChanges(before, joinChanges(first, second))).toEqual(apart);
      }),
    );
  });
});
