/** What the canvas tells the outside about itself: data attributes, a paint mark, and a read-only look inside. */
import type { Point } from "../contract/contract";
import type { FrameState } from "../model/frameState";
import { shapeBounds } from "../model/geometry";
import { ghostsAbove } from "../model/ghosts";
import { toScreen } from "../model/transform";
import { outbox } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { saveStateOf } from "../state/outbox";
import { uiStore } from "../state/uiStore";
import { viewportStore } from "../state/viewportStore";
import type { Scene } from "./scene";

/** Read-only window for browser journeys: `document.querySelector('[data-testid=canvas]').tandem`. */
export interface CanvasWindow {
  /** Client pixels of a point of the image. */
  toScreen(x: number, y: number): { x: number; y: number };
  /** The objects drawn now, with bounds in image pixels. */
  objects(): {
    id: string;
    kind: "annotation" | "ghost";
    label: string;
    score: number | null;
    bounds: object | null;
  }[];
}

export interface CanvasRoot extends HTMLElement {
  tandem?: CanvasWindow;
}

let marked = "";

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
  // A message posted inside the animation frame is handled right after the browser has painted it.
  const channel = new MessageChannel();
  channel.port1.onmessage = () => performance.mark(`tandem:ghosts-painted:${frame.frame.id}`);
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
  };
}
