import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GatePolicy, QueuePolicy, ReviewPolicy, TrainingPolicy } from "../../contract/policies";
import {
  draftGate,
  draftQueue,
  draftReview,
  draftTraining,
  faultAt,
  mergeDrafts,
  readGate,
  readQueue,
  readReview,
  readTraining,
} from "./policyDrafts";

const TRAINING: TrainingPolicy = {
  trainer: "auto",
  frames: "corrected",
  holdout_share: 0.2,
  minutes: 4,
  seed: 1,
};
const GATE: GatePolicy = {
  promote: "auto",
  metric: "ap50",
  margin: 0,
  certainty: 0.5,
  protected: ["cat"],
  tolerance: 0.02,
  least_frames: 4,
  blind_votes: 0,
  shadow: false,
  shadow_share: 1,
};
const QUEUE: QueuePolicy = { mix: [{ strategy: "uncertainty", share: 1 }], lease_minutes: 10 };
const REVIEW: ReviewPolicy = { rule: "author", share: 0.125, differs: 0.2, own: true, skipped: "others" };

describe("a policy in a form", () => {
  test("comes out as it went in", () => {
    expect(readTraining(draftTraining(TRAINING))).toEqual({ policy: TRAINING, faults: {} });
    expect(readGate(draftGate(GATE))).toEqual({ policy: GATE, faults: {} });
    expect(readQueue(draftQueue(QUEUE), QUEUE)).toEqual({ policy: QUEUE, faults: {} });
    expect(readReview(draftReview(REVIEW))).toEqual({ policy: REVIEW, faults: {} });
    expect(Object.keys(readReview({ ...draftReview(REVIEW), share: "101" }).faults)).toEqual([
      "review.share",
    ]);
  });

  test("keeps every share of a hundred thousandth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (parts) => {
        const margin = parts / 100_000;
        expect(readGate(draftGate({ ...GATE, margin })).policy?.margin).toBe(margin);
      }),
    );
  });

  test.each([
    [{ minutes: "" }, "training.minutes"],
    [{ minutes: "soon" }, "training.minutes"],
    [{ minutes: "0" }, "training.minutes"],
    [{ minutes: "1441" }, "training.minutes"],
    [{ holdout: "4" }, "training.holdout_share"],
    [{ holdout: "51" }, "training.holdout_share"],
    [{ seed: "1.5" }, "training.seed"],
    [{ seed: "-1" }, "training.seed"],
  ])("of training with %o is not sent, and the field is named", (wrong, place) => {
    const read = readTraining({ ...draftTraining(TRAINING), ...wrong });
    expect(read.policy).toBeNull();
    expect(Object.keys(read.faults)).toEqual([place]);
  });

  test.each([
    [{ margin: "101" }, "gate.margin"],
    [{ certainty: "-1" }, "gate.certainty"],
    [{ tolerance: "x" }, "gate.tolerance"],
    [{ leastFrames: "0" }, "gate.least_frames"],
    [{ blindVotes: "2.5" }, "gate.blind_votes"],
    [{ shadowShare: " " }, "gate.shadow_share"],
  ])("of the gate with %o is not sent, and the field is named", (wrong, place) => {
    const read = readGate({ ...draftGate(GATE), ...wrong });
    expect(read.policy).toBeNull();
    expect(Object.keys(read.faults)).toEqual([place]);
  });

  test("of a queue in which nothing has a part is not sent", () => {
    const draft = draftQueue(QUEUE);
    const read = readQueue({ ...draft, weights: { ...draft.weights, uncertainty: 0 } }, QUEUE);
    expect(read.policy).toBeNull();
    expect(Object.keys(read.faults)).toEqual(["queue.mix"]);
  });
});

test("what somebody else saved meanwhile is shown, save where one has written oneself", () => {
  const start = draftTraining(TRAINING);
  const mine = { ...start, minutes: "9" };
  const theirs = draftTraining({ ...TRAINING, minutes: 2, seed: 7 });
  expect(mergeDrafts(start, mine, theirs)).toEqual({ ...theirs, minutes: "9" });
  expect(mergeDrafts(start, start, theirs)).toEqual(theirs);
});

test("a refusal is found at its field and in its parts, and nowhere else", () => {
  const faults = { "gate.protected.0": "too long", "gate.margin": "too large" };
  expect(faultAt({}, "gate")).toBeNull();
  expect(faultAt(faults, "gate.protected")).toBe("too long");
  expect(faultAt(faults, "gate.marg")).toBeNull();
});
