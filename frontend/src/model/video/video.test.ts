import fc from "fast-check";
import { expect, test } from "vitest";
import { indexInVideo, REEL_INDEX, reelId, videoFrameId } from "./frameId";
import { frameTimes, readPlace, showSeconds } from "./frameTimes";
import { readPack } from "./pixelPack";
import { dueFrame, otherSpeed } from "./playClock";
import { nearest, PACK, standIn, wantedPacks } from "./standIn";

const ASSET = "ast_0123456789abcdef0123456789abcdef";

// The same as in tests/unit/annotations/test_video.py.
test.each([
  [0, "frm_0123456789abcdef0123456700000000"],
  [255, "frm_0123456789abcdef01234567000000ff"],
  [REEL_INDEX, "frm_0123456789abcdef01234567ffffffff"],
])("frame %i of a video is named %s", (index, id) => {
  expect(videoFrameId(ASSET, index)).toBe(id);
  expect(indexInVideo(ASSET, id)).toBe(index);
});

test("the reel's id needs no more than the asset's first digits", () => {
  expect(reelId("ast_0123456789abcdef01234567")).toBe("frm_0123456789abcdef01234567ffffffff");
});

test("frames of other assets have no index in a video", () => {
  expect(indexInVideo(ASSET, "frm_00000000000000000000000000000001")).toBeNull();
  expect(indexInVideo(ASSET, "frm_1")).toBeNull();
});

test.each([
  ["ast_1", 0],
  [ASSET, -2],
  [ASSET, 0.5],
  [ASSET, 0xffffffff],
] as const)("%s has no frame %d", (asset, index) => {
  expect(() => videoFrameId(asset, index)).toThrow(RangeError);
});

const steady = { frame_count: 100, time_base: [1, 30] as const, steps: [[1, 99]] as const, rate: 30 };
const uneven = {
  frame_count: 6,
  time_base: [1, 1000] as const,
  steps: [
    [40, 2],
    [20, 1],
    [400, 2],
  ] as const,
  rate: 6,
};

test("a steady video shows a frame every thirtieth of a second", () => {
  const times = frameTimes(steady);
  expect(times.at(30)).toBeCloseTo(1);
  expect(times.indexAt(1)).toBe(30);
  expect(times.duration).toBeCloseTo(100 / 30);
});

test("an uneven video keeps each frame as long as it says", () => {
  const times = frameTimes(uneven);
  expect([0, 1, 2, 3, 4, 5].map((index) => Math.round(times.at(index) * 1000))).toEqual([
    0, 40, 80, 100, 500, 900,
  ]);
  expect([-1, 0.05, 0.099, 0.1, 0.499, 0.5, 9].map(times.indexAt)).toEqual([0, 1, 2, 3, 3, 4, 5]);
});

test("every frame is the one that is shown at its own time", () => {
  const facts = fc.record({
    steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 200 })), {
      minLength: 1,
      maxLength: 12,
    }),
    base: fc.constantFrom([1, 90_000], [1001, 30_000], [1, 15_360], [1, 1000]),
  });
  fc.assert(
    fc.property(facts, fc.nat(), ({ steps, base }, seed) => {
      const count = steps.reduce((sum, [, times]) => sum + times, 1);
      const times = frameTimes({ frame_count: count, time_base: base as [number, number], steps, rate: 25 });
      const index = seed % count;
      return times.indexAt(times.at(index)) === index;
    }),
  );
});

test.each([
  [0, "0:00.00"],
  [61.239, "1:01.23"],
  [3723.5, "1:02:03.50"],
])("%d seconds are shown as %s", (seconds, shown) => {
  expect(showSeconds(seconds)).toBe(shown);
});

test.each([
  ["", null],
  ["abc", null],
  ["-3", null],
  ["12", 12],
  ["99999", 99],
  ["0:01", 30],
  ["1.5s", 45],
  ["50%", 50],
  ["100 %", 99],
])("“%s” leads to frame %s", (text, index) => {
  expect(readPlace(text, frameTimes(steady))).toBe(index);
});

test("playback follows the clock, drops what is not ready, and waits where nothing is", () => {
  const times = frameTimes(steady);
  const anchor = { at: 1000, seconds: 0 };
  const playing = { anchor, index: 0, speed: 1, now: 1500 };
  expect(dueFrame(playing, times, () => true)).toMatchObject({ index: 15, waiting: false, ended: false });
  expect(dueFrame({ ...playing, speed: 2 }, times, () => true).index).toBe(30);
  expect(dueFrame(playing, times, (index) => index <= 9).index).toBe(9);
  const stuck = dueFrame({ ...playing, index: 4 }, times, () => false);
  expect(stuck).toMatchObject({ index: 4, waiting: true, anchor: { at: 1500 } });
  expect(stuck.anchor.seconds).toBeCloseTo(4 / 30);
});

test("playback ends on the last frame", () => {
  const times = frameTimes(steady);
  const late = { anchor: { at: 0, seconds: 0 }, index: 90, speed: 1, now: 60_000 };
  expect(dueFrame(late, times, () => true)).toMatchObject({ index: 99, ended: false });
  expect(dueFrame({ ...late, index: 99 }, times, () => true).ended).toBe(true);
});

test("speeds go up and down and stop at the ends", () => {
  expect(otherSpeed(1, 1)).toBe(1.5);
  expect(otherSpeed(0.25, -1)).toBe(0.25);
  expect(otherSpeed(4, 1)).toBe(4);
});

test.each([
  [[], 5, null],
  [[3], 5, 3],
  [[3, 6], 5, 6],
  [[3, 7], 5, 3],
] as const)("of %j the nearest to %i is %s", (list, index, found) => {
  expect(nearest(list, index)).toBe(found);
});

test("what was shown stands in for a near frame, a nearer small picture for a far one", () => {
  expect(standIn(5, null, [])).toBeNull();
  expect(standIn(5, 4, [5])).toEqual({ kind: "shown" });
  expect(standIn(300, 4, [0, 120, 310])).toEqual({ kind: "sprite", place: 2 });
  expect(standIn(300, 280, [0, 120])).toEqual({ kind: "shown" });
});

test("packs are asked for from the playhead on, then behind it", () => {
  const at = PACK * 3 + 4;
  expect(wantedPacks(at, PACK * 5 + 7, PACK * 3, PACK).map((span) => span.first / PACK)).toEqual([
    3, 4, 5, 2,
  ]);
  expect(wantedPacks(at, PACK * 5 + 7, PACK * 3, 0).at(-1)?.count).toBe(7);
});

function packOf(pictures: readonly number[][]): ArrayBuffer {
  const total = pictures.reduce((sum, picture) => sum + picture.length, 12 + pictures.length * 12);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  bytes.set([..."TNDTILE1"].map((letter) => letter.charCodeAt(0)));
  view.setUint32(8, pictures.length);
  let offset = 12 + pictures.length * 12;
  pictures.forEach((picture, place) => {
    view.setBigUint64(12 + place * 12, BigInt(offset));
    view.setUint32(12 + place * 12 + 8, picture.length);
    bytes.set(picture, offset);
    offset += picture.length;
  });
  return bytes.buffer;
}

test("a pack gives back its pictures in order", () => {
  expect(readPack(packOf([])).length).toBe(0);
  expect(readPack(packOf([[1, 2], [3]])).map((picture) => [...picture])).toEqual([[1, 2], [3]]);
});

test.each([
  ["nothing", new ArrayBuffer(0)],
  ["text", new TextEncoder().encode("not a pack at all, sorry").buffer as ArrayBuffer],
  ["a cut pack", packOf([[1, 2, 3, 4]]).slice(0, 26)],
])("%s is refused as a pack", (_name, bytes) => {
  expect(() => readPack(bytes)).toThrow(RangeError);
});
