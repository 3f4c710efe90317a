import fc from "fast-check";
import { expect, test } from "vitest";
import type { TrackShape } from "../../contract/contract";
import { pinchStep } from "../pinch";
import { box } from "../testing";
import { keyframeOn } from "../track/keyframes";
import {
  FINGER_REACH,
  frameAtX,
  gripsOf,
  HEAD,
  hitTimeline,
  keepInside,
  LANE,
  lanesInSight,
  pinched,
  RULER,
  ticks,
  withFrame,
  withLane,
  xOf,
  zoomAround,
} from "./view";

const room = { width: 800, height: RULER + LANE * 5, count: 30_000, lanes: 500 };
const whole = keepInside({ first: 0, perFrame: 0, top: 0 }, room);
const close = { first: 100, perFrame: 10, top: 0 };

test("at first the whole video is in sight", () => {
  expect(whole.perFrame * room.count).toBeCloseTo(room.width);
  expect(xOf(whole, room.count)).toBeCloseTo(800);
});

test("zooming keeps the frame under the pointer", () => {
  const views = fc.tuple(
    fc.double({ min: 0, max: 800, noNaN: true }),
    fc.double({ min: 1, max: 4, noNaN: true }),
  );
  fc.assert(
    fc.property(views, ([x, factor]) => {
      const before = { first: 4000, perFrame: 2, top: 0 };
      const after = zoomAround(before, x, factor, room);
      return Math.abs(before.first + x / before.perFrame - (after.first + x / after.perFrame)) < 1e-6;
    }),
  );
});

test("a view never leaves the video, and a frame is brought into sight", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 29_999 }),
      fc.double({ min: 0.001, max: 90, noNaN: true }),
      (frame, perFrame) => {
        const view = withFrame(keepInside({ first: 0, perFrame, top: 0 }, room), frame, room);
        const x = xOf(view, frame);
        return view.first >= 0 && x >= -1e-6 && x + view.perFrame <= room.width + 1e-6;
      },
    ),
  );
});

test("only the lanes in sight are drawn", () => {
  expect(lanesInSight({ ...whole, top: 0 }, room)).toEqual([0, 5]);
  expect(lanesInSight(withLane(whole, 499, room), room)).toEqual([495, 500]);
  expect(lanesInSight(whole, { ...room, lanes: 0 })).toEqual([0, 0]);
});

test("the ruler's marks are round and can be read", () => {
  expect(ticks(close, room).slice(0, 3)).toEqual([100, 110, 120]);
  expect(ticks(whole, room)).toContain(5000);
});

const track: TrackShape = {
  type: "track",
  keyframes: [keyframeOn(110, { shape: box() }), keyframeOn(130, { shape: box(), outside: true })],
};
const at = (frame: number, lane = 0) => [HEAD + xOf(close, frame + 0.5), RULER + lane * LANE + 4] as const;
const hit = (place: readonly [number, number]) =>
  hitTimeline(close, room, place, (lane) => (lane < 2 ? track : null));

test("what lies under the pointer", () => {
  expect(hit([HEAD + 5, 3])).toEqual({ kind: "ruler", frame: 100 });
  expect(hit([3, 3])).toBeNull();
  expect(hit([3, RULER + 3])).toEqual({ kind: "head", lane: 0 });
  expect(hit(at(110))).toEqual({ kind: "keyframe", lane: 0, frame: 110 });
  expect(hit(at(115, 1))).toEqual({ kind: "lane", lane: 1, frame: 115 });
  expect(hit(at(115, 3))).toBeNull();
  expect(hit([HEAD + xOf(close, 110) - 5, RULER + 4])).toEqual({ kind: "start", lane: 0, frame: 110 });
  expect(hit([HEAD + xOf(close, 130) + 2, RULER + 4])).toEqual({ kind: "end", lane: 0, frame: 129 });
  expect(hit(at(130))).toEqual({ kind: "keyframe", lane: 0, frame: 130 });
  expect(frameAtX(close, xOf(close, 115.5))).toBe(115);
});

test("a track that is held to the end of the video has its grip inside", () => {
  const open: TrackShape = { type: "track", keyframes: [keyframeOn(110, { shape: box() })] };
  const grips = gripsOf(whole, room, open);
  expect(grips?.last).toBe(29_999);
  expect(grips?.end).toBeLessThan(room.width);
  expect(hitTimeline(whole, room, [HEAD + room.width - 3, RULER + 4], () => open)).toMatchObject({
    kind: "end",
  });
});

test("a finger takes hold of what a mouse would miss, and of an end rather than of the keyframe on it", () => {
  const { keyframes } = track;
  const longer: TrackShape = { ...track, keyframes: [...keyframes, keyframeOn(120, { shape: box() })] };
  const sorted = { ...longer, keyframes: [...longer.keyframes].sort((a, b) => a.frame - b.frame) };
  const finger = (place: readonly [number, number]) =>
    hitTimeline(close, room, place, () => sorted, FINGER_REACH);
  const [x, y] = at(120);
  expect(hit([x + 12, y])).toMatchObject({ kind: "lane" });
  expect(finger([x + 12, y])).toEqual({ kind: "keyframe", lane: 0, frame: 120 });
  expect(hit(at(110))).toMatchObject({ kind: "keyframe" });
  expect(finger(at(110))).toEqual({ kind: "start", lane: 0, frame: 110 });
  expect(finger(at(130))).toEqual({ kind: "end", lane: 0, frame: 129 });
});

test("two fingers hold what is between them while they zoom, and move it with them", () => {
  const middle = HEAD + 300;
  const apart = pinchStep(
    [
      [middle - 50, 40],
      [middle + 50, 40],
    ],
    [
      [middle - 100, 40],
      [middle + 100, 40],
    ],
  );
  const nearer = pinched(close, apart, room);
  expect(nearer.perFrame).toBeCloseTo(20);
  expect(nearer.first + 300 / nearer.perFrame).toBeCloseTo(130);
  const aside = pinched(
    { ...close, top: 100 },
    pinchStep(
      [
        [200, 40],
        [300, 40],
      ],
      [
        [150, 60],
        [250, 60],
      ],
    ),
    room,
  );
  expect(aside).toMatchObject({ perFrame: 10, top: 80 });
  expect(aside.first).toBeCloseTo(105);
});
