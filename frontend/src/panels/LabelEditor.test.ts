import { expect, test } from "vitest";
import { faultOf } from "./LabelEditor";

test("nothing refused is said at no label", () => {
  expect(faultOf({}, 0)).toBeNull();
  expect(faultOf({ name: "too long" }, 0)).toBeNull();
});

test("what is wrong with any part of a label is said at that label and at no other", () => {
  const faults = {
    "labels.1.name": "is there twice",
    "labels.1.attributes.0.options": "is empty",
    labels: "?",
  };
  expect(faultOf(faults, 1)).toBe("is there twice; is empty");
  expect(faultOf(faults, 0)).toBeNull();
  expect(faultOf({ "labels.10.name": "x" }, 1)).toBeNull();
});
