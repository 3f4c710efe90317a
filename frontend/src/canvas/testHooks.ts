/** What the canvas tells the outside about itself: data attributes, a paint mark, and a read-only look inside. */
import { isFrameImageReady } from "../api/frameImage";
import { frameTiles, TILE_CACHE_BYTES } from "../api/frameTiles";
import type { Point } from "../contract/contract";
import type { FrameState } from "../model/frameState";
import { shapeBounds } from "../model/geometry";
import { ghostsAbove } from "../model/ghosts";
import { toScreen } from "../model/transform";
import { outbox } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { saveStateOf } from "../state/saveState";
import { selectionStore } from "../state/selectionStore";
import { uiStore } from "../state/uiStore";
import { viewportStore } from "../state/viewportStore";
import { marksOn } from "./marks";
import type { Scene } from "./scene";

/** Read-only window for browser journeys: `document.querySelector('[data-testid=canvas]').tandem`. */
export interface CanvasWindow {
  /** Client pixels of a point of the image. */
  toScreen(x: number, y: number): { x: number; y: number };
  /** Ids of the frames that are in memory with their pixels. */
  ready(): string[];
  /** Ids of the selected objects. */
  selected(): string[];
  /** What is marked because of others: in their hands, or in conflict. */
  marks(): { words: string; dashed: boolean; locked: boolean; bounds: object | null }[];
  /** Screen pixels of one image pixel, and where the picture's top left corner is on the canvas. */
  view(): { scale: number; x: number; y: number };
  /** The objects drawn now, with bounds in image pixels. */
  objects(): {
    id: string;
    kind: "annotation" | "ghost";
    label: string;
    score: number | null;
    bounds: object | null;
  }[];
  /** What the tiles of large pictures cost now. */
  tiles(): { inFlight: number; bytes: number; limit: number };
}

export interface CanvasRoot extends HTMLElement {
  tandem?: CanvasWindow;
}

let marked = "";

/** Set a mark right after the browser has painted what was drawn in this animation frame. */
function markPainted(name: string): void {
  // A message posted inside the animation frame is handled after the paint.
  const channel = new MessageChannel();
  channel.port1.onmessage = () => performance.mark(name);
  channel.port2.postMessage(null);
}

/** Tell how far a frame's pixels are: nothing yet, a first sight of all of it, or each device pixel its own. */
export function noteSight(root: HTMLElement, frameId: string, sight: "none" | "first" | "sharp"): void {
  const before = root.dataset["sight"] ?? "none";
  if (before === sight && root.dataset["sightOf"] === frameId) return;
  root.dataset["sightOf"] = frameId;
  root.dataset["sight"] = sight;
  if (sight !== "none") markPainted(`tandem:${sight}-sight:${frameId}`);
}

/** After the layers were drawn: publish the counts, and mark the paint in which ghosts appear. */
export function notePainted(root: HTMLElement, frame: FrameState | null, scene: Scene): void {
  root.dataset["frameId"] = frame?.frame.id ?? "";
  root.dataset["seq"] = String(frame?.seq ?? "");
  root.dataset["ghosts"] = String(scene.ghostCount);
  root.dataset["annotations"] = String(frame?.annotations.size ?? 0);
  if (!frame || scene.ghostCount === 0) return;
  const [first] = frame.predictions.values();
  const key = `${frame.frame.id} ${first?.model_version_id ?? ""}`;
  if (key === marked) return;
  marked = key;
  markPainted(`tandem:ghosts-painted:${frame.frame.id}`);
}

/** After a frame's pixels were drawn for the first time since it was asked for: measure until the paint. */
export function noteOpened(assetId: string): void {
  const name = `tandem:open:${assetId}`;
  const asked = performance.getEntriesByName(name).at(-1);
  if (!asked) return;
  performance.clearMarks(name);
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    // Only the latest stays: a day's work would pile them up.
    performance.clearMeasures("tandem:opened");
    performance.measure("tandem:opened", { start: asked.startTime, detail: assetId });
  };
  channel.port2.postMessage(null);
}

/** Keep the save state on the canvas root; returns how to stop. */
export function publishSaveState(root: HTMLElement): () => void {
  const publish = () => {
    const state = outbox.store.getState();
    root.dataset["saveState"] = saveStateOf(state);
    root.dataset["waiting"] = String(state.entries.length);
  };
  publish();
  return outbox.store.subscribe(publish);
}

export function openWindow(root: CanvasRoot): void {
  root.tandem = {
    toScreen(x, y) {
      const [sx, sy]: Point = toScreen(viewportStore.getState().view, [x, y]);
      const place = root.getBoundingClientRect();
      return { x: place.left + sx, y: place.top + sy };
    },
    ready: () =>
      [...frameStore.store.getState().slots].flatMap(([id, { visible }]) =>
        isFrameImageReady(visible.frame.image_url) ? [id] : [],
      ),
    selected: () => [...selectionStore.getState().ids],
    marks() {
      const frame = frameStore.openFrame();
      return (frame ? marksOn(frame) : []).map(({ words, dashed, locked, shape }) => ({
        words,
        dashed,
        locked,
        bounds: shapeBounds(shape),
      }));
    },
    view: () => viewportStore.getState().view,
    objects() {
      const frame = frameStore.openFrame();
      if (!frame) return [];
      const { threshold, hiddenVersions } = uiStore.getState();
      return [
        ...[...frame.annotations.values()].map((item) => ({
          id: item.id,
          kind: "annotation" as const,
          label: item.label,
          score: null,
          bounds: shapeBounds(item.shape),
        })),
        ...ghostsAbove(frame, threshold, hiddenVersions).map((item) => ({
          id: item.id,
          kind: "ghost" as const,
          label: item.label,
          score: item.score,
          bounds: shapeBounds(item.shape),
        })),
      ];
    },
    tiles: () => ({ inFlight: frameTiles.inFlight, bytes: frameTiles.bytes, limit: TILE_CACHE_BYTES }),
  };
}
