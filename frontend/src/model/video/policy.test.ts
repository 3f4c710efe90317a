import fc from "fast-check";
import { expect, test } from "vitest";
import { choiceOf, MOST_STEP, policyOf } from "./policy";

test.each([
  ["keys", "", { predict: "keys", step: 1 }],
  ["all", "7", { predict: "every", step: 1 }],
  ["some", " 7 ", { predict: "every", step: 7 }],
] as const)("%s with step %j is a policy", (choice, step, policy) => {
  expect(policyOf(choice, step)).toEqual(policy);
});

test.each(["", "0", "1", "-3", "2.5", "10001", "x", "1e3"])("every %j-th frame is no policy", (step) => {
  expect(policyOf("some", step)).toBeNull();
});

test("what was chosen is shown again", () => {
  const policies = fc.oneof(
    fc.constant({ predict: "keys" as const, step: 1 }),
    fc.record({ predict: fc.constant("every" as const), step: fc.integer({ min: 1, max: MOST_STEP }) }),
  );
  fc.assert(
    fc.property(policies, (policy) => {
      expect(policyOf(choiceOf(policy), String(policy.step))).toEqual(policy);
    }),
  );
});
