import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import type { Label, Project } from "../contract/contract";
import type { VideoFacts } from "../contract/video";
import { annotation, box, contents } from "../model/testing";
import { keyframeOn } from "../model/track/keyframes";
import { reelId, videoFrameId } from "../model/video/frameId";
import { frameTimes } from "../model/video/frameTimes";
import { outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { projectStore } from "./projectStore";
import { review, wordsOnVideo } from "./review";
import { goTo, videoStore } from "./videoStore";

const ASSET = `ast_${"ab".repeat(16)}`;
const REEL = reelId(ASSET);
const facts: VideoFacts = {
  asset_id: ASSET,
  reel_id: REEL,
  width: 640,
  height: 480,
  frame_count: 100,
  rate: 25,
  duration_seconds: 4,
  time_base: [1, 25],
  steps: [[1, 99]],
  keys: [0],
  scenes: [],
  extracted: 1,
  predicted: [],
  annotated: [[7, 1]],
  sprite: null,
};
const label = {
  name: "cat",
  attributes: [{ name: "pose", type: "text", required: true, mutable: true, values: [] }],
};
const posted: string[] = [];

function openVideoWith(attributes: Record<string, string>): void {
  const track = annotation({
    id: "ann_track",
    frame_id: REEL,
    asset_id: ASSET,
    shape: { type: "track", keyframes: [keyframeOn(40, { shape: box(), attributes })] },
  });
  const on = (id: string, index: number) => ({ ...contents().frame, id, asset_id: ASSET, index });
  frameStore.load(contents({ frame: on(REEL, -1), annotations: [track] }), []);
  frameStore.load(contents({ frame: on(videoFrameId(ASSET, 0), 0) }), []);
  frameStore.load(contents({ frame: on(videoFrameId(ASSET, 40), 40) }), []);
  videoStore.setState({ assetId: ASSET, projectId: "prj_1", facts, times: frameTimes(facts), index: 0 });
  goTo(0);
}

beforeEach(async () => {
  posted.length = 0;
  vi.stubGlobal("document", { visibilityState: "visible", cookie: "" });
  vi.stubGlobal("fetch", async (path: string, wish?: { method?: string }) => {
    if (wish?.method === "POST") posted.push(path);
    return new Response(JSON.stringify({ code: "not_found", message: "none", fields: {} }), { status: 404 });
  });
  projectStore.setState({
    project: { id: "prj_1", my_role: "annotator", labels: [label as unknown as Label] } as unknown as Project,
  });
  frameStore.forget(null);
  await outbox.begin(`person ${Math.random()}`);
});

test("a verdict is on the reel, whichever frame is open, and says what it is about", async () => {
  openVideoWith({ pose: "front" });
  expect(wordsOnVideo()).toBe("The whole video: its track and the objects on one frame.");
  await review("submitted");
  expect(posted).toEqual([`/api/frames/${REEL}/reviews`]);
});

test("an answer that a track lacks where it begins leads there before anything is sent", async () => {
  openVideoWith({});
  expect(await review("submitted")).toBe(false);
  expect(posted).toEqual([]);
  expect(videoStore.getState().index).toBe(40);
});
