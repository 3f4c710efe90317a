/** Takes back one's own acts and makes them again, on a frame or over all of a video. */
import { needFrame, undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { sendSteps } from "./sendSteps";
import { toast, toastError } from "./toastStore";
import { answerAgain, takeBackTogether } from "./together";
import { type Act, redoSteps, stillMine } from "./undoStack";

/** Where the acts that are taken back or made again lead on a video. */
let jump: (index: number) => void = () => undefined;

export function onUndoAt(go: (index: number) => void): void {
  jump = go;
}

export function undo(): void {
  goBack("undo");
}

export function redo(): void {
  goBack("redo");
}

function goBack(way: "undo" | "redo"): void {
  const scope = frameStore.scope();
  if (!scope) return;
  let taken = undoStack[way](scope);
  while (taken) {
    const { group, index } = taken;
    if (index !== undefined) jump(index);
    void repeat(taken, way).catch(toastError);
    taken = group && undoStack.next(scope)[way]?.group === group ? undoStack[way](scope) : null;
  }
}

/** Take one act back, whichever frame is open. */
export async function takeBack(made: Act): Promise<void> {
  const scope = made.scope ?? made.frameId;
  if (undoStack.next(scope).undo === made) undoStack.undo(scope);
  await repeat(made, "undo");
}

async function repeat(taken: Act, way: "undo" | "redo"): Promise<void> {
  if (taken.together) return way === "undo" ? takeBackTogether(taken.together) : answerAgain(taken.together);
  // A frame of a video may have been forgotten since.
  if (!frameStore.visible(taken.frameId)) await needFrame(taken.frameId);
  const frame = frameStore.visible(taken.frameId);
  if (!frame) return;
  const wanted = way === "undo" ? taken.inverse : redoSteps(taken);
  const steps = stillMine(wanted, way === "undo" ? taken.after : taken.before, frame);
  if (steps.length < wanted.length) toast("Somebody else changed this object since, so their version stays.");
  sendSteps(frame, steps);
}
