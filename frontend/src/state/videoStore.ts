/** The open video: its facts, the frame that is looked at, and how it gets there. */
import { createStore } from "zustand/vanilla";
import { createVideoPixels, type VideoPixels } from "../api/videoPixels";
import { fetchVideo } from "../api/videos";
import type { Asset, Frame } from "../contract/contract";
import type { VideoFacts } from "../contract/video";
import { videoFrameId } from "../model/video/frameId";
import { type FrameTimes, frameTimes } from "../model/video/frameTimes";
import { needFrame } from "./frameSession";
import { frameStore } from "./frameStore";
import { select } from "./selectionStore";
import { toastError } from "./toastStore";
import { showFrame } from "./viewportStore";

export interface VideoState {
  readonly assetId: string | null;
  readonly projectId: string;
  readonly facts: VideoFacts | null;
  readonly times: FrameTimes | null;
  readonly error: string | null;
  readonly index: number;
  readonly playing: boolean;
  /** Playing, but the pixels that are due have not come yet. */
  readonly waiting: boolean;
  readonly speed: number;
  readonly loop: boolean;
}

const CLOSED: VideoState = {
  assetId: null,
  projectId: "",
  facts: null,
  times: null,
  error: null,
  index: 0,
  playing: false,
  waiting: false,
  speed: 1,
  loop: false,
};

/** A frame on which a person stays this long is read. */
const REST_MS = 120;
/** Longer sides of the pictures in packs are bounded by this; a frame that is rested on comes in full size. */
export const PACK_SIDE = 1280;
const FACTS_PAUSE_MS = 1_000;

export const videoStore = createStore<VideoState>(() => CLOSED);

let pixels: VideoPixels | null = null;
let resting: ReturnType<typeof setTimeout> | undefined;
let rereading: ReturnType<typeof setTimeout> | undefined;
/** Where each video was left. */
const left = new Map<string, number>();

export const videoPixels = (): VideoPixels | null => pixels;

/** Open a video where it was left, or at the frame that the address names. */
export async function openVideo(asset: Asset, at: number | null): Promise<void> {
  if (videoStore.getState().assetId === asset.id) return;
  closeVideo();
  const { speed, loop } = videoStore.getState();
  videoStore.setState({ ...CLOSED, speed, loop, assetId: asset.id, projectId: asset.project_id });
  try {
    const facts = await fetchVideo(asset.id);
    if (videoStore.getState().assetId !== asset.id) return;
    const side = Math.max(facts.width, facts.height) > PACK_SIDE ? PACK_SIDE : null;
    pixels = createVideoPixels({ assetId: asset.id, count: facts.frame_count, side });
    videoStore.setState({ facts, times: frameTimes(facts) });
    select([]);
    goTo(at ?? left.get(asset.id) ?? 0);
    showFrame(facts);
    needFrame(facts.reel_id).catch(toastError);
  } catch (error) {
    if (videoStore.getState().assetId !== asset.id) return;
    videoStore.setState({ error: error instanceof Error ? error.message : "The video cannot be opened." });
  }
}

export function closeVideo(): void {
  const { assetId, index, facts } = videoStore.getState();
  if (assetId && facts) left.set(assetId, index);
  clearTimeout(resting);
  clearTimeout(rereading);
  rereading = undefined;
  pixels?.stop();
  pixels = null;
  if (assetId) videoStore.setState({ assetId: null, facts: null, times: null, error: null, playing: false });
}

/** More may be known of the video now; asked at most once a second. */
export function refreshVideo(assetId: string): void {
  if (videoStore.getState().assetId !== assetId || rereading) return;
  rereading = setTimeout(async () => {
    rereading = undefined;
    try {
      const facts = await fetchVideo(assetId);
      if (videoStore.getState().assetId === assetId) videoStore.setState({ facts });
    } catch (error) {
      // The timeline shows what it knows; the next event asks again.
      if (!(error instanceof Error)) throw error;
    }
  }, FACTS_PAUSE_MS);
}

function frameAt({ facts, projectId }: VideoState, index: number): Frame | null {
  if (!facts) return null;
  return {
    id: videoFrameId(facts.asset_id, index),
    asset_id: facts.asset_id,
    project_id: projectId,
    index,
    width: facts.width,
    height: facts.height,
    seq: 0,
    image_url: "",
    tiles: null,
  };
}

/** Look at a frame; while playing the playhead goes on from there. */
export function goTo(wanted: number): void {
  const state = videoStore.getState();
  const { facts } = state;
  if (!facts || !Number.isFinite(wanted)) return;
  const index = Math.max(0, Math.min(facts.frame_count - 1, Math.round(wanted)));
  const frame = frameAt(state, index);
  if (!frame) return;
  videoStore.setState({ index });
  frameStore.openInVideo(facts.reel_id, frame);
  const { playing } = videoStore.getState();
  pixels?.want({ index, ahead: playing ? 75 : 20, behind: playing ? 0 : 10 });
  clearTimeout(resting);
  if (!playing) resting = setTimeout(rest, REST_MS);
}

const listeners = new Set<() => void>();

/** Hear of every frame on which the person stays. */
export function onRest(listen: () => void): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

function rest(): void {
  const { openId, reel } = frameStore.store.getState();
  if (!openId || !reel) return;
  needFrame(openId).catch(toastError);
  for (const listen of listeners) listen();
}

export function step(by: number): void {
  pause();
  goTo(videoStore.getState().index + by);
}

export function pause(): void {
  if (!videoStore.getState().playing) return;
  videoStore.setState({ playing: false, waiting: false });
  goTo(videoStore.getState().index);
}
