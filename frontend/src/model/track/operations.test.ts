import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Attribute, Keyframe, TrackShape } from "../../contract/contract";
import { applyCorrections } from "../applyCorrections";
import { box } from "../arbitraries";
import type { FrameState } from "../frameState";
import { annotation, frameState } from "../testing";
import * as extent from "./extent";
import { type Placed, placeAt } from "./interpolate";
import { keyframesBetween, nextKeyframe, previousKeyframe } from "./keyframes";
import * as operations from "./operations";
import { isTrack, type TrackAnnotation, type TrackStep, trackAfter } from "./steps";

const LAST = 40;
const keyframe = fc.record({
  frame: fc.integer({ min: 0, max: LAST }),
  shape: box,
  outside: fc.boolean(),
  occluded: fc.boolean(),
  attributes: fc.constantFrom<Readonly<Record<string, string>>>({}, {}, { pose: "front" }, { pose: "side" }),
});
const track = fc.uniqueArray(keyframe, { minLength: 1, maxLength: 6, selector: (made) => made.frame }).map(
  (keyframes): TrackShape => ({
    type: "track",
    keyframes: keyframes.sort((a, b) => a.frame - b.frame),
  }),
);
const frame = fc.integer({ min: 0, max: LAST });

const annotated = (shape: TrackShape, id = "ann_1") => annotation({ id, shape }) as TrackAnnotation;

function applied(steps: readonly TrackStep[], ...tracks: TrackAnnotation[]): FrameState {
  const state = frameState({ annotations: tracks });
  return applyCorrections(
    state,
    steps.map((step) => ({ mutation_id: "", ...step })),
    null,
  );
}

function trackIn(state: FrameState, id = "ann_1"): TrackShape | null {
  const shape = state.annotations.get(id)?.shape;
  return shape?.type === "track" ? shape : null;
}

function seen(shape: TrackShape | null, at: number): Omit<Placed, "isKeyframe"> | null {
  const placed = shape && placeAt(shape, at);
  return placed && { shape: placed.shape, occluded: placed.occluded, attributes: placed.attributes };
}

/** The same to a millionth of a pixel; a turn by 360 degrees is none, and none is no angle. */
function expectSame(a: Omit<Placed, "isKeyframe"> | null, b: Omit<Placed, "isKeyframe"> | null): void {
  if (!a || !b) return expect(a).toEqual(b);
  expect([a.occluded, a.attributes]).toEqual([b.occluded, b.attributes]);
  if (a.shape.type !== "box" || b.shape.type !== "box") throw new Error("only boxes here");
  for (const side of ["x", "y", "width", "height"] as const)
    expect(a.shape[side]).toBeCloseTo(b.shape[side], 6);
  const turn = (((a.shape.rotation ?? 0) - (b.shape.rotation ?? 0) + 540) % 360) - 180;
  expect(turn).toBeCloseTo(0, 6);
}

const stripped = (placed: Omit<Placed, "isKeyframe"> | null) => placed && { ...placed, attributes: {} };

function expectSameOver(a: TrackShape | null, b: TrackShape | null, from: number, to: number): void {
  for (let at = from; at <= to; at++) expectSame(seen(a, at), seen(b, at));
}

test("a split loses nothing: each frame is on one of the two, as it was", () => {
  fc.assert(
    fc.property(track, frame, (shape, at) => {
      const one = annotated(shape);
      const steps = operations.splitTrack(one, at, "ann_2");
      fc.pre(steps.length > 0);
      const state = applied(steps, one);
      expectSameOver(trackIn(state), shape, 0, at - 1);
      expectSameOver(trackIn(state, "ann_2"), shape, at, LAST + 3);
      for (let i = 0; i <= LAST + 3; i++)
        expect(seen(i < at ? trackIn(state, "ann_2") : trackIn(state), i)).toBeNull();
    }),
  );
});

test("what was split and is merged again is as it was", () => {
  fc.assert(
    fc.property(track, frame, (shape, at) => {
      const one = annotated(shape);
      const steps = operations.splitTrack(one, at, "ann_2");
      fc.pre(steps.length > 0);
      const split = applied(steps, one);
      const [first, second] = [split.annotations.get("ann_1"), split.annotations.get("ann_2")];
      if (!first || !second || !isTrack(first) || !isTrack(second)) throw new Error();
      const merged = applied(operations.mergeTracks(second, first), first, second);
      expect(merged.annotations.has("ann_1")).toBe(false);
      expectSameOver(trackIn(merged, "ann_2"), shape, 0, LAST + 3);
    }),
  );
});

test("a trim leaves what is kept as it was and nothing else", () => {
  fc.assert(
    fc.property(track, frame, fc.boolean(), (shape, at, fromStart) => {
      const one = annotated(shape);
      const steps = fromStart ? extent.trimStart(one, at) : extent.trimEnd(one, at);
      fc.pre(steps.length > 0);
      const left = trackIn(applied(steps, one));
      for (let i = 0; i <= LAST + 3; i++)
        expectSame(seen(left, i), (fromStart ? i >= at : i <= at) ? seen(shape, i) : null);
    }),
  );
});

test("an extended track is there up to the frame and keeps the rest", () => {
  fc.assert(
    fc.property(track, frame, (shape, at) => {
      const one = annotated(shape);
      const steps = extent.extendTo(one, at, LAST + 1);
      fc.pre(steps.length > 0);
      const grown = trackIn(applied(steps, one));
      expect(seen(grown, at)).not.toBeNull();
      const middle = [...Array(LAST).keys()].filter((i) => seen(shape, i));
      for (const i of middle)
        expectSame(
          { ...(seen(grown, i) as Placed), attributes: {} },
          { ...(seen(shape, i) as Placed), attributes: {} },
        );
    }),
  );
});

test("either end goes where it is put, and what is between stays as it was", () => {
  fc.assert(
    fc.property(track, frame, fc.boolean(), (shape, at, atStart) => {
      const one = annotated(shape);
      const steps = (atStart ? extent.beginAt : extent.endAt)(one, at, LAST + 1);
      fc.pre(steps.length > 0);
      const left = trackIn(applied(steps, one));
      for (let i = 0; i <= LAST; i++) {
        const kept = atStart ? i >= at : i <= at;
        if (!kept) expect(seen(left, i)).toBeNull();
        else if (seen(shape, i)) expectSame(stripped(seen(left, i)), stripped(seen(shape, i)));
      }
      expect(trackAfter(one, steps).shape).toEqual(left);
    }),
  );
});

test("a part that goes on under a label says only what that asks", () => {
  const question = (name: string, fields: Partial<Attribute> = {}): Attribute => ({
    name,
    type: "text",
    values: [],
    min: null,
    max: null,
    step: null,
    default: null,
    required: false,
    mutable: false,
    ...fields,
  });
  const asked = [question("pose", { mutable: true }), question("plate"), question("age", { type: "number" })];
  fc.assert(
    fc.property(track, frame, (shape, at) => {
      const one = { ...annotated(shape), attributes: { plate: "AB 1", age: "old", colour: "red" } };
      const steps = operations.relabelFrom(one, at, "dog", "ann_2", asked);
      fc.pre(steps.length === 2);
      const heir = applied(steps, one).annotations.get("ann_2");
      expect(heir?.attributes).toEqual({ plate: "AB 1" });
      expectSameOver(heir && isTrack(heir) ? heir.shape : null, shape, at, LAST + 3);
    }),
  );
});

test("a keyframe is put elsewhere between its neighbours only, with what it says", () => {
  fc.assert(
    fc.property(track, frame, frame, (shape, from, to) => {
      const one = annotated(shape);
      const steps = operations.moveKeyframe(one, from, to);
      const order = shape.keyframes.map((known) => (known.frame === from ? to : known.frame));
      const fits = order.every((at, place) => place === 0 || at > (order[place - 1] ?? -1));
      const moves = from !== to && shape.keyframes.some((known) => known.frame === from);
      expect(steps.length).toBe(fits && moves ? 1 : 0);
      if (steps.length === 0) return;
      const left = trackIn(applied(steps, one))?.keyframes ?? [];
      expect(left.map((known) => known.frame)).toEqual(order);
      expect(left.map(({ frame: _at, ...fields }) => fields)).toEqual(
        shape.keyframes.map(({ frame: _at, ...fields }) => fields),
      );
    }),
  );
});

test("gone from a frame on: before it all is as it was, from it to the next keyframe nothing is there", () => {
  fc.assert(
    fc.property(track, frame, (shape, at) => {
      const one = annotated(shape);
      const steps = operations.setOutside(one, at, true);
      fc.pre(steps.length > 0);
      const left = trackIn(applied(steps, one));
      const next = nextKeyframe(shape, at)?.frame ?? LAST + 4;
      expectSameOver(left, shape, 0, at - 1);
      expectSameOver(left, shape, next, LAST + 3);
      for (let i = at; i < next; i++) expect(seen(left, i)).toBeNull();
    }),
  );
});

test("occluded and answers change from the frame on; where it stands never does", () => {
  fc.assert(
    fc.property(track, frame, fc.boolean(), (shape, at, occluded) => {
      const one = annotated(shape);
      const steps = [
        operations.setOccluded(one, at, occluded),
        operations.setAnswer(one, at, "pose", "back"),
      ];
      const [hidden, posed] = steps.map((said) => trackIn(applied(said, one)));
      for (let i = 0; i <= LAST + 3; i++) {
        const was = seen(shape, i);
        if (!was) continue;
        const [a, b] = [seen(hidden ?? null, i), seen(posed ?? null, i)];
        expectSame(a && { ...a, occluded: was.occluded }, was);
        expectSame(b && { ...b, attributes: was.attributes }, was);
        if (i < at) expectSame(a, was);
        if (i < at) expectSame(b, was);
      }
      const here = seen(shape, at);
      if (here) expect(seen(hidden ?? null, at)?.occluded).toBe(occluded);
      if (here) expect(seen(posed ?? null, at)?.attributes).toEqual({ ...here.attributes, pose: "back" });
    }),
  );
});

test("a copy stands still for the next frames and leaves those before as they were", () => {
  fc.assert(
    fc.property(track, frame, fc.integer({ min: 1, max: 12 }), (shape, at, count) => {
      const one = annotated(shape);
      const steps = operations.copyToNext(one, at, count, LAST + 1);
      fc.pre(steps.length > 0);
      const copied = trackIn(applied(steps, one));
      expectSameOver(copied, shape, 0, at);
      for (let i = at; i <= Math.min(at + count, LAST); i++)
        expectSame(stripped(seen(copied, i)), stripped(seen(copied, at)));
    }),
  );
});

describe("a track in the hand", () => {
  const shape: TrackShape = {
    type: "track",
    keyframes: [0, 10, 20].map((at) => ({
      frame: at,
      shape: { type: "box" as const, x: at, y: 0, width: 5, height: 5 },
      outside: false,
      occluded: false,
      attributes: {},
    })),
  };

  it("has another label from a frame on, or altogether when nothing is before", () => {
    const one = annotated(shape);
    const state = applied(operations.relabelFrom(one, 5, "dog", "ann_2"), one);
    expect([...state.annotations.values()].map(({ label }) => label)).toEqual(["cat", "dog"]);
    expect(operations.relabelFrom(one, 0, "dog", "ann_2")).toEqual([
      { kind: "relabel", annotation_id: "ann_1", label: "dog" },
    ]);
    expect(operations.relabelFrom(one, 5, "cat", "ann_2")).toEqual([]);
  });

  it("is gone and back again, and begins earlier where it is not yet", () => {
    const one = annotated({ type: "track", keyframes: shape.keyframes.slice(1) });
    const gone = trackAfter(one, operations.toggleOutside(one, 15, 100));
    expect([14, 15, 19, 20].map((at) => seen(gone.shape, at) !== null)).toEqual([true, false, false, true]);
    const back = trackAfter(gone, operations.toggleOutside(gone, 17, 100));
    expect([16, 17].map((at) => seen(back.shape, at) !== null)).toEqual([false, true]);
    const early = trackAfter(one, operations.toggleOutside(one, 4, 100));
    expect([3, 4, 10].map((at) => seen(early.shape, at) !== null)).toEqual([false, true, true]);
  });

  it("is back where it gets a shape", () => {
    const one = annotated(shape);
    const gone = trackAfter(one, operations.setOutside(one, 12, true));
    const back = trackAfter(
      gone,
      operations.setShape(gone, 14, { ...(shape.keyframes[0] as Keyframe).shape }),
    );
    expect([13, 14, 15].map((at) => seen(back.shape, at) !== null)).toEqual([false, true, true]);
  });

  it("ends nowhere beyond the video, and is held to its end when that is asked for", () => {
    const one = annotated(shape);
    expect(extent.endAt(one, 99, 100)).toEqual([]);
    const ended = trackAfter(one, extent.endAt(one, 12, 100));
    expect(trackAfter(ended, extent.endAt(ended, 99, 100)).shape.keyframes.at(-1)?.outside).toBe(false);
  });

  it("loses a keyframe, and goes with the last one", () => {
    const one = annotated(shape);
    expect(trackIn(applied(operations.deleteKeyframe(one, 10), one))?.keyframes).toHaveLength(2);
    expect(operations.deleteKeyframe(one, 11)).toEqual([]);
    const short = annotated({ type: "track", keyframes: shape.keyframes.slice(0, 1) });
    expect(operations.deleteKeyframe(short, 0)).toEqual([{ kind: "remove", annotation_id: "ann_1" }]);
  });

  it("is gone in the gap between two merged tracks", () => {
    const [a, b] = [shape.keyframes.slice(0, 2), shape.keyframes.slice(2)].map(
      (keyframes): TrackShape => ({ type: "track", keyframes }),
    ) as [TrackShape, TrackShape];
    const [one, two] = [annotated(a), annotated(b, "ann_2")];
    const merged = trackIn(applied(operations.mergeTracks(one, two), one, two));
    expect([9, 10, 11, 19, 20].map((at) => seen(merged, at) !== null)).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    const ellipse = { type: "ellipse" as const, x: 50, y: 50, rx: 5, ry: 5 };
    const other = { ...b, keyframes: b.keyframes.map((it) => ({ ...it, shape: ellipse })) };
    expect(operations.mergeTracks(one, annotated(other, "ann_2"))).toEqual([]);
  });

  it("finds its keyframes", () => {
    const frames = (found: readonly Keyframe[]) => found.map(({ frame: at }) => at);
    expect([nextKeyframe(shape, 10)?.frame, nextKeyframe(shape, 20)]).toEqual([20, null]);
    expect([previousKeyframe(shape, 10)?.frame, previousKeyframe(shape, 0)]).toEqual([0, null]);
    expect([frames(keyframesBetween(shape, 10, 20)), frames(keyframesBetween(shape, 11, 19))]).toEqual([
      [10, 20],
      [],
    ]);
  });
});
