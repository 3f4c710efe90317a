import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fate, GroupResult, LookAlike, LookAlikes } from "../contract/similar";
import type { Answered } from "./applyEvent";
import {
  actWords,
  chosenIds,
  cropAround,
  firstLine,
  flip,
  mayFindMistake,
  takesBack,
  tellAnswers,
  tellUndone,
  whyNone,
} from "./lookAlikes";
import { annotation, prediction } from "./testing";

const like = (id: string, alike: number): LookAlike => ({
  prediction: prediction({ id }),
  asset_id: "ast_2",
  frame_width: 640,
  frame_height: 480,
  tiles: null,
  alike,
});
const THREE = [like("a", 0.9), like("b", 0.65), like("c", 0.4)];
const fates = (...statuses: Fate[]): GroupResult[] =>
  statuses.map((status, place) => ({
    prediction_id: `p${place}`,
    frame_id: null,
    status,
    reason: status === "refused" ? "A label is missing." : null,
  }));

describe("which look-alikes are chosen", () => {
  test("those from the line on, but for those chosen by hand", () => {
    const choice = { line: 0.6, byHand: new Map<string, boolean>() };
    expect(chosenIds([], choice)).toEqual([]);
    expect(chosenIds(THREE, choice)).toEqual(["a", "b"]);
    const [first, , last] = THREE as [LookAlike, LookAlike, LookAlike];
    expect(chosenIds(THREE, flip(flip(choice, first), last))).toEqual(["b", "c"]);
    expect(chosenIds(THREE, flip(flip(choice, first), first))).toEqual(["a", "b"]);
  });

  test("at first the usual line holds, unless nothing reaches it", () => {
    expect(firstLine(THREE)).toBe(0.5);
    expect(firstLine([like("a", 0.45)])).toBe(0.35);
    expect(firstLine([])).toBe(0.35);
  });
});

describe("a correction that may have found a prediction wrong", () => {
  const answered = (fields: Partial<Answered>, made: Answered["answer"]["annotation"] = null): Answered => ({
    kind: "reject",
    annotationId: null,
    predictionId: null,
    answer: {
      mutation_id: "m",
      status: "applied",
      annotation: made,
      revision: 1,
      seq: 1,
      repeated: false,
      removed: false,
    },
    ...fields,
  });
  const dog = annotation({ label: "dog", derived_from: "prd_1.0" });

  test.each([
    ["rejecting it", answered({ predictionId: "prd_1.0" }), true],
    ["removing what was made of it", answered({ kind: "remove", annotationId: "ann_1" }), true],
    ["accepting it as it is", answered({ kind: "accept", predictionId: "prd_1.0" }, dog), false],
    ["calling what was made of it otherwise", answered({ kind: "relabel" }, dog), true],
    ["changing what a person drew", answered({ kind: "reshape" }, annotation()), false],
    ["drawing", answered({ kind: "add" }, annotation()), false],
    ["taking a rejection back", answered({ kind: "reopen", predictionId: "prd_1.0" }), false],
  ])("%s", (_name, one, may) => expect(mayFindMistake(one, "dog")).toBe(may));

  test("accepting it under another name", () => {
    expect(mayFindMistake(answered({ kind: "accept", predictionId: "prd_1.0" }, dog), "cat")).toBe(true);
  });

  test("but not one that others were quicker with", () => {
    const one = answered({ predictionId: "prd_1.0" });
    expect(mayFindMistake({ ...one, answer: { ...one.answer, status: "conflict" } }, "cat")).toBe(false);
    expect(takesBack(one)).toBe(false);
    expect(takesBack(answered({ kind: "reopen" }))).toBe(true);
  });
});

test("the part of a picture that shows an object is a square with all of it, within the picture where it fits", () => {
  const side = fc.integer({ min: 1, max: 400 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.integer({ min: 0, max: 239 }),
      fc.integer({ min: 0, max: 239 }),
      (w, h, x, y) => {
        const frame = { width: 640, height: 640 };
        const bounds = { x, y, width: w, height: h };
        const crop = cropAround(bounds, frame);
        expect(crop.width).toBe(crop.height);
        expect(crop.x).toBeLessThanOrEqual(x);
        expect(crop.y).toBeLessThanOrEqual(y);
        expect(crop.x + crop.width).toBeGreaterThanOrEqual(x + w);
        expect(crop.y + crop.height).toBeGreaterThanOrEqual(y + h);
        expect(crop.x).toBeGreaterThanOrEqual(0);
        expect(crop.x + crop.width).toBeLessThanOrEqual(640);
      },
    ),
    { numRuns: 60 },
  );
  expect(cropAround({ x: 0, y: 0, width: 100, height: 20 }, { width: 100, height: 20 })).toEqual({
    x: 0,
    y: -40,
    width: 100,
    height: 100,
  });
});

describe("words", () => {
  test("of the act, before and after", () => {
    expect(actWords("reject", 9, "")).toBe("Reject 9");
    expect(actWords("relabel", 2, "cup")).toBe("Call 2 “cup”");
    expect(actWords("relabel", 1, "cup")).toBe("Call it “cup”");
    expect(tellAnswers([], "reject", "")).toEqual({ text: "There was nothing to do.", tone: "good" });
    expect(tellAnswers(fates("applied", "applied"), "relabel", "cup")).toEqual({
      text: "2 called “cup”.",
      tone: "good",
    });
  });

  test("of answers that do not count are told one kind after the other", () => {
    const told = tellAnswers(
      fates("applied", "conflict", "conflict", "refused", "refused", "gone"),
      "reject",
      "",
    );
    expect(told.text).toBe(
      "1 rejected. 2 were answered by somebody first. 2 were refused: A label is missing. 1 is no longer there.",
    );
    expect(told.tone).toBe("plain");
    expect(tellAnswers(fates("conflict"), "accept", "").tone).toBe("bad");
    expect(tellUndone(fates("applied", "conflict")).text).toBe(
      "1 is open again. 1 was changed since and stays.",
    );
  });

  test("of why there are none", () => {
    const none: LookAlikes = {
      prediction_id: "a",
      label: "cup",
      suggestion: null,
      similar: [],
      compared: 12,
      pending: false,
      reason: null,
    };
    expect(whyNone({ ...none, reason: "The prediction was right." })).toBe("The prediction was right.");
    expect(whyNone(none)).toContain("Of 11 other “cup” compared");
    expect(whyNone({ ...none, compared: 1 })).toContain("no other “cup”");
  });
});
