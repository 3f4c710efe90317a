import { expect, test } from "vitest";
import { frameStateFrom } from "../model/frameState";
import { annotation, box, contents, prediction } from "../model/testing";
import { trackFrom } from "../model/track/keyframes";
import { type Place, routeSteps } from "./tracks";
import type { Step } from "./undoStack";

const place: Place = {
  frame: frameStateFrom(contents({ annotations: [annotation({ id: "still" })] })),
  reel: frameStateFrom(
    contents({
      annotations: [annotation({ id: "track", shape: trackFrom(box(0), 10) })],
      predictions: [prediction({ id: "proposed", shape: trackFrom(box(0), 10) })],
    }),
  ),
  index: 20,
  asTracks: true,
};
const add: Step = { kind: "add", annotation_id: "new", label: "cat", shape: box(5) };

test("no steps lead nowhere", () => {
  expect(routeSteps([], place)).toEqual({ frame: [], reel: [], fault: null });
});

test("what is drawn becomes a track that begins here, or stays on the frame", () => {
  const { reel, frame } = routeSteps([{ ...add, changes: { occluded: true, z: 2 } }], place);
  expect(frame).toEqual([]);
  expect(reel).toEqual([{ ...add, changes: { z: 2 }, shape: trackFrom(box(5), 20, true) }]);
  expect(routeSteps([add], { ...place, asTracks: false }).frame).toEqual([add]);
});

test("tags and masks stay on the frame", () => {
  const tag: Step = { ...add, shape: { type: "tag" } };
  expect(routeSteps([tag], place).frame).toEqual([tag]);
});

test("moving a track here sets a keyframe here", () => {
  const { reel } = routeSteps([{ kind: "reshape", annotation_id: "track", shape: box(50) }], place);
  expect(reel).toMatchObject([{ kind: "rekey", keyframes: { 20: { shape: box(50), outside: false } } }]);
  expect(reel[0]?.shape).toBeUndefined();
});

test("hiding and describing a track in one act keeps both", () => {
  const step: Step = { kind: "describe", annotation_id: "track", changes: { occluded: true, z: 1 } };
  const { reel } = routeSteps([step], place);
  expect(reel[0]).toMatchObject({ kind: "rekey", keyframes: { 20: { occluded: true } } });
  expect(reel[1]?.changes).toEqual({ z: 1 });
});

test("a track does not become another kind of shape", () => {
  const step: Step = { kind: "reshape", annotation_id: "track", shape: { type: "tag" } };
  expect(routeSteps([step], place)).toMatchObject({
    reel: [],
    fault: expect.stringContaining("keeps its kind"),
  });
});

test("each step goes where its object stands", () => {
  const steps: Step[] = [
    { kind: "remove", annotation_id: "still" },
    { kind: "relabel", annotation_id: "track", label: "cup" },
    { kind: "accept", annotation_id: "made", prediction_id: "proposed" },
    { kind: "reject", prediction_id: "other" },
  ];
  const { frame, reel } = routeSteps(steps, place);
  expect(frame).toEqual([steps[0], steps[3]]);
  expect(reel).toEqual([steps[1], steps[2]]);
});

test("a moved proposal becomes a track with a keyframe here", () => {
  const step: Step = { kind: "adjust", annotation_id: "made", prediction_id: "proposed", shape: box(9) };
  expect(routeSteps([step], place).reel[0]?.shape).toMatchObject({
    keyframes: [{ frame: 10 }, { frame: 20 }],
  });
});

test("a keyframe that is taken away is said alone, and a track that changes much as a whole", () => {
  const of = (count: number) => ({
    type: "track" as const,
    keyframes: Array.from({ length: count }, (_, at) => trackFrom(box(at), at * 2).keyframes[0] as never),
  });
  const reel = frameStateFrom(contents({ annotations: [annotation({ id: "track", shape: of(40) })] }));
  const less: Step = { kind: "reshape", annotation_id: "track", shape: of(39) };
  expect(routeSteps([less], { ...place, reel }).reel).toEqual([
    { kind: "rekey", annotation_id: "track", keyframes: { 78: null } },
  ]);
  const much: Step = { kind: "reshape", annotation_id: "track", shape: of(20) };
  expect(routeSteps([much], { ...place, reel }).reel).toEqual([much]);
});

test("an answer that changes along a track is given from here on, the others of all of it", () => {
  const isMutable = (_label: string, name: string) => name === "pose";
  const changes = { attributes: { pose: "side", plate: "AB 1" } };
  const step: Step = { kind: "describe", annotation_id: "track", changes };
  const { reel } = routeSteps([step], { ...place, isMutable });
  expect(reel).toMatchObject([
    { kind: "rekey", keyframes: { 20: { attributes: { pose: "side" } } } },
    { kind: "describe", changes: { attributes: { plate: "AB 1" } } },
  ]);
});
