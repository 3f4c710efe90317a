import { expect, test } from "vitest";
import { lastChangedBy } from "./frameState";
import { ghostsAbove, thresholdForAll } from "./ghosts";
import { annotation, frameState, prediction } from "./testing";

test.each([[[]], [[0.29]], [[0.07, 0.31, 0.9]], [[1]]])(
  "the threshold for all of %j hides none of them",
  (scores) => {
    const predictions = scores.map((score, index) => prediction({ id: `p${index}`, score }));
    const frame = frameState({ predictions });
    expect(ghostsAbove(frame, thresholdForAll(frame))).toHaveLength(scores.length);
  },
);

test("an object belongs to whoever changed it last", () => {
  const annotations = ["ana", "ben", "ana"].map((id, index) =>
    annotation({ id: `a${index}`, actor: { id, name: id } }),
  );
  const frame = frameState({ annotations: [...annotations, annotation({ id: "machine", actor: null })] });
  expect(lastChangedBy(frameState(), "ana")).toBe(0);
  expect(lastChangedBy(frame, "ana")).toBe(2);
  expect(lastChangedBy(frame, null)).toBe(0);
});
