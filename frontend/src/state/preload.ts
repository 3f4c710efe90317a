/** Keeps the next and the previous picture ready: their state and their decoded pixels, fresh by events. */
import { indexInVideo } from "../model/video/frameId";
import { assetsStore, needAsset, neighbour } from "./assetsStore";
import { preloadPixels } from "./framePixels";
import { needFrame } from "./frameSession";
import { frameStore } from "./frameStore";
import { type Handout, handoutStore } from "./handout";
import { openAssetStore } from "./openAssetStore";

const REST_MS = 150;
/** Frames that could not be read: asked for again when they are opened, or when another picture is. */
const refused = new Set<string>();
let running = false;
/** What is wanted changed while it was being read. */
let again = false;

/** The picture that the queue has ready after the open one; frames of videos come in packs, when they are opened. */
function queued(): Handout | null {
  const { ahead } = handoutStore.getState();
  return ahead && indexInVideo(ahead.assetId, ahead.frameId) === null ? ahead : null;
}

/** The frame that the queue says is next, or those beside the open picture, the next one first. */
function wanted(): string[] {
  const { asset } = openAssetStore.getState();
  const frame = frameStore.openFrame();
  // Not before the picture itself is there: it has the line for itself.
  if (!asset || frame?.frame.asset_id !== asset.id) return [];
  const { ahead } = handoutStore.getState();
  if (ahead) return queued() && !refused.has(ahead.frameId) ? [ahead.frameId] : [];
  const { byId } = assetsStore.getState();
  return ([1, -1] as const).flatMap((step) => {
    const beside = byId.get(neighbour(asset.id, step) ?? "");
    return beside?.kind === "image" && beside.frame_id && !refused.has(beside.frame_id)
      ? [beside.frame_id]
      : [];
  });
}

async function refresh(): Promise<void> {
  again = running;
  if (running) return;
  running = true;
  try {
    for (const frameId of wanted()) {
      try {
        // What is in memory and true is not read again; what an event has made untrue is.
        await needFrame(frameId);
        const next = queued();
        if (next?.frameId === frameId) await needAsset(next.assetId);
        const frame = frameStore.visible(frameId)?.frame;
        if (frame) await preloadPixels(frame);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        refused.add(frameId);
      }
    }
  } finally {
    running = false;
  }
  if (again) await refresh();
}

/** Start keeping the neighbours ready; returns how to stop. */
export function startPreloading(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = null;
      void refresh();
    }, REST_MS);
  };
  const stops = [
    frameStore.store.subscribe((state, before) => {
      if (state.openId !== before.openId) refused.clear();
      if (state.openId !== before.openId || state.slots !== before.slots) soon();
    }),
    handoutStore.subscribe((state, before) => {
      if (state.ahead !== before.ahead) soon();
    }),
    assetsStore.subscribe((state, before) => {
      if (state.byId !== before.byId || state.order !== before.order || state.filter !== before.filter)
        soon();
    }),
  ];
  return () => {
    if (timer) clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
