import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { CorrectionAnswer, KeyframeFields, KeyframesSaid, TrackShape } from "../contract/contract";
import { decodeShape } from "../contract/decodeShape";
import { DecodeError } from "../contract/reader";
import { applyCorrections } from "../model/applyCorrections";
import { meansTheSame, stepsToKeep } from "../model/conflict";
import type { FrameState } from "../model/frameState";
import { wordsOf } from "../model/revisionWords";
import { annotation, box, frameState } from "../model/testing";
import { keyframeOn, metAt } from "../model/track/keyframes";
import { invertSteps, type Step, standings, stillMine } from "./undoStack";

const at = (x: number): KeyframeFields => ({ shape: box(x) });
const trackOf = (...places: [number, number][]): TrackShape => ({
  type: "track",
  keyframes: places.map(([frame, x]) => keyframeOn(frame, at(x))),
});
const START = trackOf([0, 10], [5, 20], [10, 30]);
const withTrack = (shape: TrackShape) => frameState({ annotations: [annotation({ shape })] });
const rekey = (keyframes: KeyframesSaid): Step => ({ kind: "rekey", annotation_id: "ann_1", keyframes });
const made = (state: FrameState, steps: readonly Step[]) =>
  applyCorrections(
    state,
    steps.map((step) => ({ mutation_id: "", ...step })),
    null,
  );
const trackIn = (state: FrameState) => state.annotations.get("ann_1")?.shape as TrackShape;

const said = (frames: readonly number[]) =>
  fc
    .uniqueArray(
      fc.tuple(fc.constantFrom(...frames), fc.option(fc.integer({ min: 0, max: 300 }), { nil: null })),
      { minLength: 1, maxLength: 3, selector: ([frame]) => frame },
    )
    .map(
      (pairs): KeyframesSaid =>
        Object.fromEntries(pairs.map(([frame, x]) => [frame, x === null ? null : at(x)])),
    );

test("undo gives back the keyframes that were touched and leaves what others set meanwhile", () => {
  fc.assert(
    fc.property(said([1, 5, 7]), said([2, 8, 10]), (mine, theirs) => {
      const state = withTrack(START);
      const steps = [rekey(mine)];
      const expected = made(state, steps);
      const met = made(expected, [rekey(theirs)]);
      const inverse = stillMine(invertSteps(steps, state), standings(steps, expected), met);
      expect(inverse).toHaveLength(1);
      expect(trackIn(made(met, inverse))).toEqual(trackIn(made(state, [rekey(theirs)])));
    }),
  );
});

describe("a keyframe that somebody else changed since", () => {
  it("is not undone", () => {
    const state = withTrack(START);
    const steps = [rekey({ 5: at(50) })];
    const expected = made(state, steps);
    const met = made(expected, [rekey({ 5: at(60) })]);
    expect(stillMine(invertSteps(steps, state), standings(steps, expected), met)).toEqual([]);
  });
});

describe("two people on one keyframe", () => {
  const correction = { mutation_id: "m", revision: 1, ...rekey({ 5: at(50), 7: null }) };
  const answer = (shape: TrackShape | null): CorrectionAnswer => ({
    mutation_id: "m",
    status: "conflict",
    annotation: shape && annotation({ shape, revision: 3 }),
    revision: 3,
    seq: 9,
    repeated: false,
    removed: shape === null,
  });

  it("have nothing to choose when they said the same", () => {
    expect(meansTheSame(correction, answer(trackOf([0, 10], [5, 50])), undefined)).toBe(true);
    expect(meansTheSame(correction, answer(trackOf([0, 10], [5, 60])), undefined)).toBe(false);
    expect(meansTheSame(correction, answer(null), undefined)).toBe(false);
  });

  it("are shown where they differ", () => {
    const met = metAt(correction.keyframes ?? {}, trackOf([0, 10], [5, 60]));
    expect(met).toEqual({ frame: 5, mine: box(50), theirs: box(60) });
  });

  it("keep mine on top of theirs, also of a track that was removed", () => {
    const theirs = annotation({ shape: START, revision: 3 });
    expect(stepsToKeep(correction, theirs, 3, undefined)).toEqual([
      { ...rekey(correction.keyframes ?? {}), revision: 3 },
    ]);
    const [restore, again] = stepsToKeep(correction, null, 3, undefined);
    expect(restore).toEqual({ kind: "restore", annotation_id: "ann_1", revision: 3 });
    expect(again).toMatchObject({ kind: "rekey", revision: 4 });
  });
});

describe("a track", () => {
  it("tells its history keyframe by keyframe", () => {
    const [before, after] = [START, trackOf([0, 10], [5, 25], [12, 40])].map((shape) =>
      annotation({ shape }),
    );
    const told = {
      seq: 1,
      kind: "rekey" as const,
      actor: { id: "u", name: "Ben" },
      at: "",
      time_spent_ms: null,
      prompted: null,
    };
    expect(wordsOf({ ...told, before: before ?? null, after: after ?? null })).toEqual([
      "keyframe 5 changed, keyframe 10 taken away, keyframe 12 set",
    ]);
  });

  it.each([
    ["no keyframes", []],
    ["a frame twice", [keyframeOn(1, at(1)), keyframeOn(1, at(2))]],
    ["another order", [keyframeOn(2, at(1)), keyframeOn(1, at(2))]],
    ["two kinds of shape", [keyframeOn(1, at(1)), { frame: 2, shape: { type: "points", points: [[1, 1]] } }]],
    ["a mask", [{ frame: 2, shape: { type: "mask", size: [1, 1], counts: [0, 1] } }]],
  ])("is not read with %s", (_name, keyframes) => {
    expect(() => decodeShape({ type: "track", keyframes }, "shape")).toThrow(DecodeError);
  });
});
