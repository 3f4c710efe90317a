/** Moves the selection by arrow keys: a draft while the key repeats, one correction when it rests. */
import type { Shape } from "../contract/contract";
import { clampTranslation, shapeBounds, translateShape, unionBounds } from "../model/geometry";
import { draftStore, setDraft } from "./draftStore";
import { changeShapes, LOCKED_SAID, mayEdit } from "./editor";
import { frameStore } from "./frameStore";
import { isLocked } from "./personalStore";
import { selectionStore } from "./selectionStore";
import { toast } from "./toastStore";
import { pan } from "./viewportStore";

const REST_MS = 450;
let timer: ReturnType<typeof setTimeout> | null = null;
let moving: ReadonlyMap<string, Shape> | null = null;

/** Screen pixels by which an arrow moves the picture, with and without Shift. */
const SHORT_WAY = 60;
const LONG_WAY = 300;

/** Move the selected objects by image pixels; with nothing selected, look further in that direction. */
export function nudge(dx: number, dy: number): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  if (selectionStore.getState().ids.size === 0) {
    const way = Math.max(Math.abs(dx), Math.abs(dy)) > 1 ? LONG_WAY : SHORT_WAY;
    pan(-Math.sign(dx) * way, -Math.sign(dy) * way);
    return;
  }
  if (!mayEdit()) return;
  if (draftStore.getState().draft && !moving) return;
  const { ids } = selectionStore.getState();
  if ([...ids].every(isLocked)) return toast(LOCKED_SAID);
  const shapes = new Map<string, Shape>();
  for (const id of ids) {
    if (isLocked(id)) continue;
    const shape = moving?.get(id) ?? (frame.annotations.get(id) ?? frame.predictions.get(id))?.shape;
    if (shape) shapes.set(id, shape);
  }
  const bounds = unionBounds([...shapes.values()].flatMap((shape) => shapeBounds(shape) ?? []));
  if (!bounds) return;
  const [x, y] = clampTranslation(bounds, dx, dy, frame.frame);
  moving = new Map([...shapes].map(([id, shape]) => [id, translateShape(shape, x, y)]));
  setDraft({ kind: "changing", shapes: moving });
  if (timer) clearTimeout(timer);
  timer = setTimeout(finishNudge, REST_MS);
}

/** Make the nudge a correction now; called when the key is let go of, and before any other act. */
export function finishNudge(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  const shapes = moving;
  moving = null;
  if (!shapes) return;
  setDraft(null);
  changeShapes(shapes);
}

/** Let the nudged objects go back to where they were. */
export function cancelNudge(): boolean {
  if (!moving) return false;
  if (timer) clearTimeout(timer);
  timer = null;
  moving = null;
  setDraft(null);
  return true;
}
