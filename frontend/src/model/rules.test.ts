import { expect, test } from "vitest";
import vectors from "../../../tests/contract/vectors/rules.json";
import { decodeRulesPolicy } from "../contract/decodePolicies";
import { decodeShape } from "../contract/decodeShape";
import { findBreaches } from "./rules";

test("a picture breaks the same rules here as on the server", () => {
  expect(vectors.length).toBeGreaterThan(20);
  for (const vector of vectors) {
    const objects = vector.objects.map(({ id, label, shape }) => ({
      id,
      label,
      shape: decodeShape(shape, "shape"),
    }));
    const policy = decodeRulesPolicy(vector.policy, "policy");
    expect(findBreaches(objects, policy, vector)).toEqual(vector.breaches);
  }
});
