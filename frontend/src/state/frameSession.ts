/** Opens frames: subscribe, read, apply what came meanwhile; keeps unsent work shown and the next frame ready. */
import { sendCorrections } from "../api/corrections";
import { fetchFrame } from "../api/portal";
import type { Answered } from "../model/applyEvent";
import { meansTheSame } from "../model/conflict";
import { assetsStore, changeAsset } from "./assetsStore";
import { preloadPixels } from "./framePixels";
import { frameStore } from "./frameStore";
import { showGaps } from "./gapsStore";
import { setGhosts } from "./ghostsStore";
import { createOutbox } from "./outbox";
import { indexedDbStorage } from "./outboxStorage";
import { setIsolated } from "./personalStore";
import { pruneSelection, select } from "./selectionStore";
import { toastError } from "./toastStore";
import { createUndoStack } from "./undoStack";
import { ownGhosts } from "./versionLayers";
import { showFrame } from "./viewportStore";

export const undoStack = createUndoStack();

type AnswersListener = (frameId: string, answers: readonly Answered[]) => void;
let hearAnswers: AnswersListener = () => undefined;

/** Register who hears of the portal's answers to one's own corrections, once they are shown. */
export function onAnswers(listener: AnswersListener): void {
  hearAnswers = listener;
}

export const outbox = createOutbox({
  send: sendCorrections,
  storage: indexedDbStorage(),
  listener: {
    onPending: (frameId) => frameStore.setPending(frameId, outbox.pendingFor(frameId)),
    onAnswered: (frameId, answers) => {
      frameStore.settle(frameId, answers, outbox.pendingFor(frameId));
      const frame = frameStore.visible(frameId);
      if (frame && !isOfVideo(frame.frame.asset_id)) setGhosts(frame.frame.asset_id, ownGhosts(frame));
      hearAnswers(frameId, answers);
    },
    isSettled: (frameId, correction, answer) => {
      const ghost = correction.prediction_id ?? "";
      const frame = frameStore.visible(frameId);
      return meansTheSame(correction, answer, frame?.decided.get(ghost) ?? frame?.predictions.get(ghost));
    },
  },
});

/** Resolves at the first welcome of the project's socket, so that reads come after the subscription. */
let subscribed: Promise<void> = Promise.resolve();

/** What is undecided is counted per picture; a video has too many frames for that. */
export function isOfVideo(assetId: string): boolean {
  return assetsStore.getState().byId.get(assetId)?.kind === "video";
}

export function awaitSubscription(ready: Promise<void>): void {
  subscribed = ready;
}

const reading = new Map<string, Promise<void>>();

/** Read a frame's state unless it is in memory; several callers share one request. */
export function needFrame(frameId: string, fresh = false): Promise<void> {
  const state = frameStore.store.getState().slots.get(frameId);
  if (state && !state.server.stale && !fresh) return Promise.resolve();
  const known = reading.get(frameId);
  if (known) return known;
  const started = readFrame(frameId).finally(() => reading.delete(frameId));
  reading.set(frameId, started);
  return started;
}

async function readFrame(frameId: string): Promise<void> {
  await subscribed;
  frameStore.expect(frameId);
  try {
    const contents = await fetchFrame(frameId);
    const ofVideo = isOfVideo(contents.frame.asset_id);
    // A failure shows when the picture is drawn. The pixels of videos come in packs.
    if (!ofVideo) preloadPixels(contents.frame).catch(() => undefined);
    frameStore.load(contents, outbox.pendingFor(frameId));
    const frame = frameStore.visible(frameId);
    if (frame && !ofVideo) setGhosts(frame.frame.asset_id, ownGhosts(frame));
  } catch (error) {
    frameStore.giveUp(frameId);
    throw error;
  }
}

/** Show a frame on the canvas. */
export async function openFrame(frameId: string): Promise<void> {
  frameStore.open(frameId);
  select([]);
  setIsolated(null);
  showGaps([]);
  await needFrame(frameId);
  if (frameStore.store.getState().openId !== frameId) return;
  const frame = frameStore.visible(frameId)?.frame;
  if (!frame) return;
  showFrame(frame);
}

export function closeFrame(): void {
  frameStore.open(null);
  select([]);
}

/** After events were lost for good: read the open frame again, forget the others. */
export async function rereadFrames(): Promise<void> {
  const { openId, reel } = frameStore.store.getState();
  frameStore.forget(openId, reel?.id ?? null);
  if (!openId) return;
  try {
    await Promise.all([needFrame(openId, true), reel && needFrame(reel.id, true)]);
  } catch (error) {
    toastError(error);
  }
}

frameStore.store.subscribe((state, before) => {
  const frame = state.open;
  if (!frame || frame === before.open) return;
  // A track stays selected where it is not in the picture.
  pruneSelection((id) => frameStore.object(id) !== undefined || frameStore.ghost(id) !== undefined);
  const reel = frameStore.openReel();
  if (reel?.stale) needFrame(reel.frame.id, true).catch(toastError);
  if (frame.verdict) {
    const { verdict } = frame;
    const asset = assetsStore.getState().byId.get(frame.frame.asset_id);
    if (asset && asset.reviewed !== verdict) changeAsset(asset.id, () => ({ reviewed: verdict }));
  }
  if (frame.stale) needFrame(frame.frame.id, true).catch(toastError);
});
