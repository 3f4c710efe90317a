import fc from "fast-check";
import { expect, test } from "vitest";
import type { Keyframe } from "../../contract/contract";
import type { Propagation, PropagationShort } from "../../contract/video";
import { annotation, box } from "../testing";
import { keyframeOn } from "./keyframes";
import { cutsBetween, ghostAt, keepGhosts, progressed, stands, wordsOn, wordsOnEnd } from "./propagation";
import type { TrackAnnotation } from "./steps";

const short = (fields: Partial<PropagationShort> = {}): PropagationShort => ({
  id: "prp_1",
  asset_id: "ast_1",
  annotation_id: "ann_1",
  first: 40,
  last: 100,
  direction: "forward",
  status: "running",
  run: 1,
  reached: 40,
  anchors: [],
  reason: null,
  taken: false,
  actor: null,
  ...fields,
});
const ghosts = (...frames: number[]): Keyframe[] => frames.map((at) => keyframeOn(at, { shape: box(at) }));
const range = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => (to >= from ? from + at : from - at));
const framesOf = (it: Propagation) => it.keyframes.map(({ frame }) => frame);

test("a run that has not moved yet has no ghosts and no gap", () => {
  expect(progressed(null, short({ status: "queued" }), [])).toEqual({
    propagation: { ...short({ status: "queued" }), keyframes: [] },
    hasGap: false,
  });
});

test("told step by step it is whole, forward and backward, however the steps are cut", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(cuts, fc.boolean(), (steps, forward) => {
      const direction = forward ? "forward" : "backward";
      let known: Propagation | null = null;
      let reached = 40;
      for (const count of steps) {
        const next: number = reached + (forward ? count : -count);
        const added = ghosts(...range(reached + (forward ? 1 : -1), next));
        const told = progressed(known, short({ direction, reached: next }), added);
        expect(told.hasGap).toBe(false);
        known = told.propagation;
        reached = next;
      }
      if (known)
        expect(framesOf(known)).toEqual(
          range(40, reached)
            .slice(1)
            .sort((a, b) => a - b),
        );
    }),
  );
});

test("a step that was missed shows as a gap, an anchor does not", () => {
  const known = progressed(null, short({ reached: 44 }), ghosts(41, 42, 43, 44)).propagation;
  expect(progressed(known, short({ reached: 50 }), ghosts(47, 48, 49, 50)).hasGap).toBe(true);
  expect(progressed(null, short({ reached: 50 }), ghosts(49, 50)).hasGap).toBe(true);
  expect(progressed(known, short({ reached: 47, anchors: [45] }), ghosts(46, 47)).hasGap).toBe(false);
});

test("begun anew after a correction it keeps what is before and forgets what is after", () => {
  const known = progressed(null, short({ reached: 50 }), ghosts(...range(41, 50))).propagation;
  const anew = progressed(known, short({ reached: 45, run: 2, anchors: [45], status: "queued" }), []);
  expect(anew.hasGap).toBe(false);
  expect(ghostAt(anew.propagation, 44)?.shape).toEqual(box(44));
  expect(ghostAt(anew.propagation, 46)).toBeNull();
});

const track = (...frames: number[]) =>
  annotation({ shape: { type: "track", keyframes: ghosts(...frames) } }) as TrackAnnotation;

test("kept, its ghosts take the place of older words of a machine, and of nobody else's", () => {
  const run = progressed(
    null,
    short({ reached: 50, anchors: [46] }),
    ghosts(41, 42, 43, 44, 45, 47, 48, 49, 50),
  );
  const steps = keepGhosts(track(10, 40, 43, 46, 48, 60), run.propagation, ghosts(42, 50));
  expect(steps).toHaveLength(1);
  expect(steps[0]?.propagation_id).toBe("prp_1");
  expect(Object.entries(steps[0]?.keyframes ?? {}).map(([at, said]) => [Number(at), said !== null])).toEqual([
    [42, true],
    [43, false],
    [48, false],
    [50, true],
  ]);
});

test("kept up to a frame, the track ends its way exactly there", () => {
  const run = progressed(null, short({ reached: 50 }), ghosts(...range(41, 50))).propagation;
  const [step] = keepGhosts(track(40, 49), run, ghosts(42, 50), 45);
  expect(Object.keys(step?.keyframes ?? {})).toEqual(["42", "45"]);
  expect(keepGhosts(track(40), run, ghosts(42, 50), 40)).toEqual([]);
  expect(keepGhosts(track(40), { ...run, keyframes: [] }, [])).toEqual([]);
});

test("its ghosts stand until they are taken over or dropped", () => {
  expect(
    [{}, { taken: true }, { status: "finished" }, { status: "failed" }].map((it) =>
      stands(short(it as never)),
    ),
  ).toEqual([true, true, true, true]);
  expect(stands(short({ status: "cancelled" }))).toBe(false);
  expect(stands(short({ status: "finished", taken: true }))).toBe(false);
});

test("it says how far it is, and why it is no further", () => {
  expect(wordsOn(short({ status: "queued" }))).toBe("Waits to track forward to frame 100");
  expect(wordsOn(short({ reached: 52, run: 2 }))).toBe(
    "Tracks forward: at frame 52 of 100, begun anew after a correction",
  );
  expect(wordsOn(short({ status: "finished", reached: 100 }))).toBe("Tracked forward to frame 100");
  expect(wordsOn(short({ status: "finished", reached: 64, reason: "The object is lost." }))).toBe(
    "Stopped at frame 64: The object is lost",
  );
  expect(wordsOn(short({ status: "failed" }))).toBe("Failed at frame 40: the reason is not known");
});

test("the cuts on the way are those at which the other scene is shown first", () => {
  expect(cutsBetween([], 0, 50)).toEqual([]);
  expect(cutsBetween([20, 60], 0, 19)).toEqual([]);
  expect(cutsBetween([20, 60], 0, 20)).toEqual([20]);
  expect(cutsBetween([20, 60], 20, 80)).toEqual([60]);
  expect(cutsBetween([20, 60], 80, 20)).toEqual([59]);
  expect(cutsBetween([20, 60], 80, 10)).toEqual([19, 59]);
  expect(cutsBetween([20], 20, 0)).toEqual([19]);
});

test("it is said that a track ends where the machine lost its object", () => {
  const lost = short({ status: "finished", reached: 42, reason: "Lost at frame 42: it left the picture." });
  const [last] = ghosts(42);
  const keyframes = [...ghosts(41), { ...(last as Keyframe), outside: true }];
  expect(wordsOnEnd({ ...lost, keyframes })).toBe("Outside from frame 42 on: lost, it left the picture");
  const cut = { ...lost, reason: "A new scene begins at frame 42." };
  expect(wordsOnEnd({ ...cut, keyframes })).toBe("Outside from frame 42 on: a new scene begins");
  expect(wordsOnEnd({ ...lost, keyframes: ghosts(41, 42) })).toBe(wordsOn(lost));
  const running = short({ reached: 42 });
  expect(wordsOnEnd({ ...running, keyframes })).toBe(wordsOn(running));
});
