import { expect, test } from "vitest";
import type { Keyframe, Prediction, TrackShape } from "../../contract/contract";
import { applyCorrections } from "../applyCorrections";
import { annotation, box, frameState, prediction } from "../testing";
import { composeFrame } from "./onReel";

/** A box that moves ten pixels to the right from frame 10 to frame 20. */
const keyframe = (frame: number, left: number): Keyframe => ({
  frame,
  shape: box(left, 0, 40, 40),
  outside: false,
  occluded: false,
  attributes: {},
});
const walk: TrackShape = { type: "track", keyframes: [keyframe(10, 0), keyframe(20, 10)] };
const proposal = (fields: Partial<Prediction> = {}) =>
  prediction({ id: "prd_reel.0", frame_id: "frm_reel", shape: walk, ...fields });
const shown = (ghosts: Prediction[], reel: Prediction[], index = 15) => [
  ...composeFrame(
    frameState({ predictions: ghosts }),
    frameState({ predictions: reel }),
    index,
  ).predictions.keys(),
];

test("a video without a reel yet shows the frame's own", () => {
  const frame = frameState({ predictions: [prediction()] });
  expect(composeFrame(frame, null, 15)).toBe(frame);
});

test("a proposed track is a ghost where it is at this frame, and none before it begins", () => {
  const here = composeFrame(frameState(), frameState({ predictions: [proposal()] }), 15);
  expect(here.predictions.get("prd_reel.0")).toMatchObject({ shape: box(5, 0, 40, 40), score: 0.8 });
  expect(shown([], [proposal()], 9)).toEqual([]);
});

test("the frame's own ghost of an object whose track is proposed is not shown beside it", () => {
  const own = prediction({ id: "own", shape: box(6, 1, 40, 40) });
  expect(shown([own], [proposal()])).toEqual(["prd_reel.0"]);
  expect(shown([own], [proposal()], 9)).toEqual(["own"]);
});

test.each([
  ["elsewhere", { shape: box(200, 0, 40, 40) }],
  ["of another label", { label: "dog" }],
  ["of another version", { model_version_id: "mdl_2" }],
  ["a tag", { shape: { type: "tag" } }],
] as const)("a ghost %s stays", (_name, fields) => {
  const own = prediction({ id: "own", shape: box(6, 1, 40, 40), ...fields });
  expect(shown([own], [proposal()])).toEqual(["own", "prd_reel.0"]);
});

test("once a track stands, ghosts of its object are not shown, whichever version says them", () => {
  const own = prediction({ id: "own", shape: box(6, 1, 40, 40), model_version_id: "mdl_2" });
  const reel = frameState({ annotations: [annotation({ id: "track", shape: walk })] });
  const here = composeFrame(frameState({ predictions: [own] }), reel, 15);
  expect([...here.predictions.keys(), ...here.annotations.keys()]).toEqual(["track"]);
});

test("an accepted proposal becomes the whole track at once, and a rejected one goes", () => {
  const reel = frameState({ predictions: [proposal()] });
  const accept = {
    mutation_id: "m",
    kind: "accept",
    annotation_id: "made",
    prediction_id: "prd_reel.0",
  } as const;
  const accepted = applyCorrections(reel, [accept], null);
  expect(accepted.annotations.get("made")?.shape).toEqual(walk);
  expect(accepted.predictions.size).toBe(0);
  const reject = { mutation_id: "m", kind: "reject", prediction_id: "prd_reel.0" } as const;
  expect(applyCorrections(reel, [reject], null).predictions.size).toBe(0);
});
