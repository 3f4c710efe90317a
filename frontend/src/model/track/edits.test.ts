import fc from "fast-check";
import { expect, test } from "vitest";
import type { BoxShape, Keyframe, TrackShape } from "../../contract/contract";
import { box } from "../testing";
import {
  beginningAt,
  endingBefore,
  merged,
  movedKeyframe,
  occludedAt,
  reshapedAt,
  splitAt,
  stretchesOf,
  toggledOutside,
  trackFrom,
  withoutKeyframe,
} from "./edits";
import { placeAt } from "./interpolate";

const keyframe = (frame: number, x: number, fields: Partial<Keyframe> = {}): Keyframe => ({
  frame,
  shape: box(x),
  outside: false,
  occluded: false,
  attributes: {},
  ...fields,
});
const track = (...keyframes: Keyframe[]): TrackShape => ({ type: "track", keyframes });
const framesOf = (of: TrackShape | null | undefined) => of?.keyframes.map((known) => known.frame);
const simple = track(keyframe(10, 0), keyframe(20, 100));

const tracks = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 })
  .chain((frames) =>
    fc.tuple(
      ...frames
        .sort((a, b) => a - b)
        .map((frame) =>
          fc
            .record({ x: fc.integer({ min: 0, max: 300 }), outside: fc.boolean(), occluded: fc.boolean() })
            .map(({ x, ...fields }) => keyframe(frame, x, fields)),
        ),
    ),
  )
  .map((keyframes) => track(...keyframes));
const frames = fc.integer({ min: 0, max: 70 });

test("another shape at a frame is a keyframe there, in order", () => {
  const moved = reshapedAt(simple, 15, box(7));
  expect(framesOf(moved)).toEqual([10, 15, 20]);
  expect(placeAt(moved, 15)?.shape).toMatchObject({ x: 7 });
  expect(placeAt(moved, 10)?.shape).toMatchObject({ x: 0 });
});

test("an object that is gone is back when it gets a shape", () => {
  const gone = track(keyframe(10, 0), keyframe(12, 0, { outside: true }));
  expect(placeAt(reshapedAt(gone, 15, box(7)), 15)).not.toBeNull();
  expect(placeAt(reshapedAt(gone, 15, box(7)), 13)).toBeNull();
});

test("outside holds from the frame on, twice is back", () => {
  const gone = toggledOutside(simple, 15);
  expect([14, 15, 16, 20].map((frame) => placeAt(gone, frame) !== null)).toEqual([true, false, false, true]);
  expect(placeAt(toggledOutside(gone, 15), 15)).not.toBeNull();
});

test("occluded holds from its keyframe on", () => {
  expect(placeAt(occludedAt(simple, 12, true), 19)?.occluded).toBe(true);
});

test("the last keyframe and one that is not there cannot be taken away", () => {
  expect(withoutKeyframe(trackFrom(box(), 3), 3)).toBeNull();
  expect(withoutKeyframe(simple, 11)).toBeNull();
  expect(framesOf(withoutKeyframe(simple, 10))).toEqual([20]);
});

test("a keyframe moves between its neighbours only", () => {
  expect(framesOf(movedKeyframe(simple, 10, 3))).toEqual([3, 20]);
  expect(movedKeyframe(simple, 10, 20)).toBeNull();
  expect(movedKeyframe(simple, 10, 25)).toBeNull();
  expect(movedKeyframe(simple, 11, 12)).toBeNull();
});

test("a track begins earlier or later, and ends before a frame", () => {
  expect(framesOf(beginningAt(simple, 4))).toEqual([4, 10, 20]);
  expect(placeAt(beginningAt(simple, 15) ?? simple, 14)).toBeNull();
  expect(beginningAt(simple, 10)).toBeNull();
  const ended = endingBefore(simple, 15) ?? simple;
  expect([14, 15, 30].map((frame) => placeAt(ended, frame) !== null)).toEqual([true, false, false]);
  expect(endingBefore(simple, 10)).toBeNull();
});

test("the stretches of a track say where it is in the picture", () => {
  const of = track(
    keyframe(1, 0),
    keyframe(4, 0, { occluded: true }),
    keyframe(6, 0, { outside: true }),
    keyframe(9, 0),
  );
  expect(stretchesOf(of)).toEqual([
    { first: 1, last: 3, state: "seen" },
    { first: 4, last: 5, state: "occluded" },
    { first: 9, last: Number.POSITIVE_INFINITY, state: "seen" },
  ]);
});

test("split in two, a track is at every frame in one of the parts where it was", () => {
  fc.assert(
    fc.property(tracks, frames, fc.integer({ min: 0, max: 70 }), (of, at, frame) => {
      const parts = splitAt(of, at);
      if (!parts) return true;
      const [before, after] = parts;
      const [mine, other] = frame < at ? [before, after] : [after, before];
      const was = placeAt(of, frame);
      const is = placeAt(mine, frame);
      expect(is === null).toBe(was === null);
      expect((is?.shape as BoxShape)?.x ?? 0).toBeCloseTo((was?.shape as BoxShape)?.x ?? 0);
      expect(is?.occluded).toBe(was?.occluded);
      return placeAt(other, frame) === null;
    }),
  );
});

test("split and merged, a track is where it was", () => {
  const parts = splitAt(simple, 15);
  const whole = parts && merged(...parts);
  for (let frame = 8; frame < 25; frame++)
    expect((placeAt(whole ?? simple, frame)?.shape as BoxShape)?.x).toBe(
      (placeAt(simple, frame)?.shape as BoxShape)?.x,
    );
  expect(merged(simple, trackFrom({ type: "points", points: [[1, 2]] }, 3))).toBeNull();
});

test("stretches agree with where the track is placed", () => {
  fc.assert(
    fc.property(tracks, frames, (of, frame) => {
      const found = stretchesOf(of).find((one) => one.first <= frame && frame <= one.last);
      const placed = placeAt(of, frame);
      return (
        (found === undefined) === (placed === null) &&
        (found?.state === "occluded") === (placed?.occluded ?? false)
      );
    }),
  );
});
