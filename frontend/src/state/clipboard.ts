/** Copies objects within and between frames: kept in memory, for the tab, and as text for other programs. */
import { type Copied, copyOf, readCopied, writeCopied } from "../model/copiedObjects";
import type { FrameState } from "../model/frameState";
import { roundShape } from "../model/geometry";
import { newAnnotationId } from "../model/ids";
import { placeShape } from "../model/placeShape";
import { assetsStore, neighbour } from "./assetsStore";
import { act, mayEdit, removeSelected } from "./editor";
import { needFrame } from "./frameSession";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";
import { labelNames } from "./projectStore";
import { select, selectionStore } from "./selectionStore";
import { toast, toastError } from "./toastStore";
import type { Step } from "./undoStack";

const KEPT = "tandem.clipboard";
/** Image pixels by which a copy in the same frame stands off, so that both are seen. */
const OFFSET = 10;
/** The browser tells of its clipboard within this time, or not at all. */
const PASTE_WAIT_MS = 60;

let memory: Copied | null = null;
/** How often the copied objects were pasted into the frame they came from. */
let pasted = 0;
/** The text that a copy wants on the system's clipboard, until the browser asks for it. */
let leaving: string | null = null;

function keep(copied: Copied, isCut: boolean): void {
  memory = copied;
  pasted = isCut ? -1 : 0;
  const text = writeCopied(copied);
  leaving = text;
  setTimeout(() => {
    leaving = null;
  }, 0);
  try {
    sessionStorage.setItem(KEPT, text);
  } catch {
    // Too much to keep, or forbidden: the copy then lasts as long as the page.
  }
  // Allowed in secure contexts only; elsewhere the browser's own copy event carries the text.
  navigator.clipboard?.writeText(text).catch(() => undefined);
}

/** What was copied last in this tab. */
export function heldCopy(): Copied | null {
  if (memory) return memory;
  try {
    memory = readCopied(sessionStorage.getItem(KEPT));
  } catch {
    memory = null;
  }
  return memory;
}

function copiedFrom(frame: FrameState, ids: Iterable<string>): Copied | null {
  const objects = [...ids].flatMap((id) => {
    const annotation = frame.annotations.get(id);
    if (annotation) return [copyOf(annotation)];
    const ghost = frame.predictions.get(id);
    return ghost ? [{ label: ghost.label, shape: ghost.shape }] : [];
  });
  const { id, width, height } = frame.frame;
  return objects.length > 0 ? { tandem: "objects", frameId: id, width, height, objects } : null;
}

const counted = (count: number): string => (count === 1 ? "1 object" : `${count} objects`);

/** Copy the selected objects; returns how many. */
export function copySelected(): number {
  const frame = frameStore.openFrame();
  const copied = frame && copiedFrom(frame, selectionStore.getState().ids);
  if (!copied) return 0;
  keep(copied, false);
  toast(`${counted(copied.objects.length)} copied.`);
  return copied.objects.length;
}

/** Copy the selected objects, then remove them as one act. */
export function cutSelected(): void {
  const frame = frameStore.openFrame();
  const copied = frame && mayEdit() ? copiedFrom(frame, selectionStore.getState().ids) : null;
  if (!copied) return;
  keep(copied, true);
  removeSelected();
}

/** Put copied objects into the open frame as one act; objects whose label the project lacks are told of. */
export function pasteCopied(copied: Copied | null): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  if (!copied) return toast("Nothing was copied yet.");
  const isHere = copied.frameId === frame.frame.id;
  const by = isHere && copied === memory ? Math.max(0, ++pasted) * OFFSET : isHere ? OFFSET : 0;
  const known = new Set(labelNames());
  const unknown = new Map<string, number>();
  let outside = 0;
  const steps = copied.objects.flatMap(({ label, shape, changes }): Step[] => {
    if (!known.has(label)) {
      unknown.set(label, (unknown.get(label) ?? 0) + 1);
      return [];
    }
    const placed = placeShape(shape, by, by, frame.frame);
    if (!placed) {
      outside += 1;
      return [];
    }
    const step: Step = { kind: "add", annotation_id: newAnnotationId(), label, shape: roundShape(placed) };
    return [changes ? { ...step, changes } : step];
  });
  for (const [label, count] of unknown)
    toast(`${counted(count)} left out: this project has no label “${label}”.`, "bad");
  if (outside > 0) toast(`${counted(outside)} left out: outside this picture.`, "bad");
  if (steps.length === 0 || !mayEdit()) return;
  act(`paste ${counted(steps.length)}`, steps);
  select(steps.map((step) => step.annotation_id ?? ""));
}

let waiting: ReturnType<typeof setTimeout> | null = null;

/** Paste what the browser is about to tell of, if it is ours; else what was copied in this tab. */
export function paste(): void {
  if (waiting) clearTimeout(waiting);
  waiting = setTimeout(() => {
    waiting = null;
    pasteCopied(heldCopy());
  }, PASTE_WAIT_MS);
}

function received(text: string): void {
  if (waiting === null) return;
  clearTimeout(waiting);
  waiting = null;
  const held = heldCopy();
  const found = readCopied(text);
  pasteCopied(found && (!held || writeCopied(found) !== writeCopied(held)) ? found : held);
}

/** Exchange objects with the system's clipboard where the browser allows it; returns how to stop. */
export function listenToClipboard(): () => void {
  const stop = new AbortController();
  const give = (event: ClipboardEvent) => {
    if (leaving === null) return;
    event.clipboardData?.setData("text/plain", leaving);
    event.preventDefault();
  };
  const take = (event: ClipboardEvent) => received(event.clipboardData?.getData("text/plain") ?? "");
  addEventListener("copy", give, { signal: stop.signal });
  addEventListener("cut", give, { signal: stop.signal });
  addEventListener("paste", take, { signal: stop.signal });
  return () => stop.abort();
}

/** Copy all objects of the picture before this one in the list onto this one. */
export async function pasteFromPrevious(): Promise<void> {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const before = neighbour(openAssetStore.getState().wanted, -1);
  const frameId = before ? assetsStore.getState().byId.get(before)?.frame_id : null;
  if (!frameId) return toast("There is no picture before this one.");
  try {
    await needFrame(frameId);
  } catch (error) {
    return toastError(error);
  }
  const source = frameStore.visible(frameId);
  if (!source || frameStore.openFrame()?.frame.id !== frame.frame.id) return;
  const copied = copiedFrom(source, source.annotations.keys());
  if (copied) pasteCopied(copied);
  else toast("The picture before this one has no objects.");
}
