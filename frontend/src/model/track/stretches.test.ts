import fc from "fast-check";
import { expect, test } from "vitest";
import type { Keyframe, TrackShape } from "../../contract/contract";
import { box } from "../testing";
import { placeAt } from "./interpolate";
import { stretchesOf } from "./stretches";

const keyframe = (frame: number, x: number, fields: Partial<Keyframe> = {}): Keyframe => ({
  frame,
  shape: box(x),
  outside: false,
  occluded: false,
  attributes: {},
  ...fields,
});
const track = (...keyframes: Keyframe[]): TrackShape => ({ type: "track", keyframes });

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
