/** Keeps the next and the previous picture ready: their state and their decoded pixels, fresh by events. */
import { assetsStore, neighbour } from "./assetsStore";
import { preloadPixels } from "./framePixels";
import { needFrame } from "./frameSession";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";

const REST_MS = 150;
/** Frames that could not be read: asked for again when they are opened, or when another picture is. */
const refused = new Set<string>();
let running = false;

/** The frames beside the open picture, the next one first. */
function wanted(): string[] {
  const { asset } = openAssetStore.getState();
  const frame = frameStore.openFrame();
  // Not before the picture itself is there: it has the line for itself.
  if (!asset || frame?.frame.asset_id !== asset.id) return [];
  const { byId } = assetsStore.getState();
  return ([1, -1] as const).flatMap((step) => {
    const beside = byId.get(neighbour(asset.id, step) ?? "");
    return beside?.kind === "image" && beside.frame_id && !refused.has(beside.frame_id)
      ? [beside.frame_id]
      : [];
  });
}

async function refresh(): Promise<void> {
  if (running) return;
  running = true;
  try {
    for (const frameId of wanted()) {
      try {
        // What is in memory and true is not read again; what an event has made untrue is.
        await needFrame(frameId);
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
