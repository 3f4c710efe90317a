import { beforeEach, describe, expect, test } from "vitest";
import { ghostsAbove } from "../model/ghosts";
import { annotation, corrected, frameState, prediction } from "../model/testing";
import {
  clearGhosts,
  followDecision,
  ghostsStore,
  setGhosts,
  setGhostsUntold,
  shownGhosts,
} from "./ghostsStore";

const predictions = [0.2, 0.4, 0.41, 0.9].map((score, index) => prediction({ id: `prd_1.${index}`, score }));
const known = () => ghostsStore.getState().byAsset.get("ast_1");

beforeEach(clearGhosts);

describe("the ghosts of an asset in the list", () => {
  test("are not known before anything was told", () => {
    expect(shownGhosts(known(), 0.4)).toBeNull();
  });

  test.each([0, 0.4, 0.405, 0.95])("are as many as the canvas shows at %d", (threshold) => {
    setGhosts("ast_1", predictions);
    const frame = frameState({ predictions });
    expect(shownGhosts(known(), threshold)).toBe(ghostsAbove(frame, threshold).length);
  });

  test("become fewer when somebody decides on a picture that is not open", () => {
    setGhosts("ast_1", predictions);
    const correction = {
      mutation_id: "m",
      kind: "reject",
      prediction_id: "prd_1.3",
      annotation_id: null,
    } as const;
    followDecision(corrected({ correction }));
    followDecision(corrected({ annotation: annotation({ derived_from: "prd_1.2" }) }));
    expect(shownGhosts(known(), 0.4)).toBe(1);
    followDecision(corrected({ reopened: prediction({ id: "prd_1.3", score: 0.9 }) }));
    expect(shownGhosts(known(), 0.4)).toBe(2);
  });

  test("are a bare number while they were too many to be told", () => {
    setGhostsUntold("ast_1", 5_000);
    followDecision(corrected());
    expect(known()).toBe(5_000);
    expect(shownGhosts(known(), 0.4)).toBeNull();
  });
});
