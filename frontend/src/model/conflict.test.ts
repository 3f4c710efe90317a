import { describe, expect, test } from "vitest";
import type { Correction, CorrectionAnswer } from "../contract/contract";
import { meansTheSame, stepsToKeep } from "./conflict";
import { annotation, box, prediction } from "./testing";

const mine = (fields: Partial<Correction>): Correction => ({
  mutation_id: "m",
  kind: "reshape",
  annotation_id: "ann_1",
  ...fields,
});
const told = (fields: Partial<CorrectionAnswer> = {}): CorrectionAnswer => ({
  mutation_id: "m",
  status: "conflict",
  annotation: annotation({ revision: 4 }),
  revision: 4,
  seq: 9,
  repeated: false,
  removed: false,
  ...fields,
});
const side = { annotation: annotation({ revision: 4, attributes: { pose: "side" }, z: 2 }) };
const gone = told({ annotation: null, removed: true });

describe("two changes of one object", () => {
  test.each([
    [
      "two refusals of a ghost",
      mine({ kind: "reject", prediction_id: "prd_1.0" }),
      told({ annotation: null }),
    ],
    ["two removals", mine({ kind: "remove" }), gone],
    ["the same label", mine({ kind: "relabel", label: "cat" }), told()],
    ["the same place", mine({ shape: box() }), told()],
    [
      "the same answer",
      mine({ kind: "describe", changes: { attributes: { pose: "side" }, z: 2 } }),
      told(side),
    ],
    [
      "the same emptiness",
      mine({ kind: "describe", changes: { attributes: { lit: null }, group: null } }),
      told(),
    ],
    [
      "an acceptance with the answer that they gave",
      mine({ kind: "accept", prediction_id: "prd_1.0", changes: { attributes: { pose: "side" } } }),
      told(side),
    ],
    ["two acceptances as it stands", mine({ kind: "accept", prediction_id: "prd_1.0" }), told()],
  ])("%s leave nothing to choose", (_name, correction, answer) => {
    expect(meansTheSame(correction, answer, prediction())).toBe(true);
  });

  test.each([
    ["another place", mine({ shape: box(90) }), told()],
    [
      "another answer",
      mine({ kind: "describe", changes: { attributes: { pose: "front" }, z: 2 } }),
      told(side),
    ],
    ["an answer to what was removed", mine({ kind: "describe", changes: { occluded: true } }), gone],
    ["a place with another answer", mine({ kind: "adjust", shape: box(), changes: { z: 3 } }), told(side)],
    [
      "an acceptance with another answer",
      mine({ kind: "accept", prediction_id: "prd_1.0", changes: { attributes: { pose: "front" } } }),
      told(side),
    ],
    ["a change of what was removed", mine({ shape: box() }), gone],
    ["a removal of what was changed", mine({ kind: "remove" }), told()],
    ["a refusal of what was accepted", mine({ kind: "reject", prediction_id: "prd_1.0" }), told()],
    [
      "an acceptance under another label",
      mine({ kind: "accept", prediction_id: "prd_1.0", label: "dog" }),
      told(),
    ],
  ])("%s is for the person to choose", (_name, correction, answer) => {
    expect(meansTheSame(correction, answer, prediction())).toBe(false);
  });
});

describe("keeping mine", () => {
  test("makes the same change on their revision", () => {
    expect(stepsToKeep(mine({ shape: box(90), revision: 2 }), annotation(), 4, undefined)).toEqual([
      { kind: "reshape", annotation_id: "ann_1", shape: box(90), revision: 4 },
    ]);
  });

  test("gives my answers anew, and those that they gave already are not given twice", () => {
    const changes = { attributes: { pose: "front" } };
    expect(
      stepsToKeep(
        mine({ kind: "describe", changes, revision: 2 }),
        annotation(side.annotation),
        4,
        undefined,
      ),
    ).toEqual([{ kind: "describe", annotation_id: "ann_1", changes, revision: 4 }]);
    const accepted = mine({ kind: "accept", prediction_id: "prd_1.0", changes: { z: 2 } });
    expect(stepsToKeep(accepted, annotation(side.annotation), 4, prediction())).toEqual([]);
  });

  test("brings back what they removed, as I left it", () => {
    expect(stepsToKeep(mine({ shape: box(90), revision: 2 }), null, 5, undefined)).toEqual([
      { kind: "restore", annotation_id: "ann_1", shape: box(90), revision: 5 },
    ]);
  });

  test("gives the object that they made of the ghost my shape and my label", () => {
    const adjusted = mine({
      kind: "adjust",
      annotation_id: "ann_2",
      prediction_id: "prd_1.0",
      shape: box(90),
      label: "dog",
    });
    expect(stepsToKeep(adjusted, annotation(), 1, prediction())).toEqual([
      { kind: "reshape", annotation_id: "ann_1", revision: 1, shape: box(90) },
      { kind: "relabel", annotation_id: "ann_1", revision: 2, label: "dog" },
    ]);
  });

  test("accepts the ghost that they refused after bringing it back", () => {
    const accepted = mine({ kind: "accept", annotation_id: "ann_2", prediction_id: "prd_1.0" });
    expect(stepsToKeep(accepted, null, 1, prediction()).map((step) => step.kind)).toEqual([
      "reopen",
      "accept",
    ]);
  });

  test("removes the object that they made of the ghost I refused", () => {
    const refused: Correction = { mutation_id: "m", kind: "reject", prediction_id: "prd_1.0" };
    expect(stepsToKeep(refused, annotation(), 3, prediction())).toEqual([
      { kind: "remove", annotation_id: "ann_1", revision: 3 },
    ]);
  });
});
