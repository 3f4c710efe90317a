/** What is marked on the picture because of others: objects in their hands, and both versions where two collide. */
import type { FrameState } from "../model/frameState";
import { holdersOn, sayHeld } from "../model/inHand";
import { colourOfPerson, connectionStore } from "../state/connectionStore";
import { outbox } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { meStore } from "../state/meStore";
import type { Marked } from "./drawOthers";

/** What to mark on a frame, under my own selection's handles. */
export function marksOn(frame: FrameState): Marked[] {
  return [...heldObjects(frame), ...conflicts(frame)];
}

function heldObjects(frame: FrameState): Marked[] {
  const { selections } = connectionStore.getState();
  if (selections.size === 0) return [];
  const holders = holdersOn(
    frameStore.meeting() ?? frame.frame.id,
    selections,
    meStore.getState().user?.id ?? null,
  );
  return [...holders].flatMap(([id, holder]) => {
    const shape = (frame.annotations.get(id) ?? frame.predictions.get(id))?.shape;
    if (!shape) return [];
    const colour = colourOfPerson(holder.personId);
    return [{ shape, colour, words: sayHeld(holder), dashed: false, locked: holder.editing }];
  });
}

function conflicts(frame: FrameState): Marked[] {
  return outbox.store.getState().entries.flatMap((entry): Marked[] => {
    if (entry.state !== "conflict" || entry.frame_id !== frame.frame.id) return [];
    const { correction, theirs } = entry;
    const ghost = frame.decided.get(correction.prediction_id ?? "");
    const stands = theirs ? frame.annotations.get(theirs.id) : undefined;
    const removing = correction.kind === "remove" || correction.kind === "reject";
    const shape = removing ? undefined : (correction.shape ?? ghost?.shape ?? stands?.shape);
    const label = correction.label ?? stands?.label ?? ghost?.label ?? "";
    const marked: Marked[] = [];
    if (stands && theirs) {
      const { actor } = theirs;
      const colour = colourOfPerson(actor?.id ?? "");
      const words = `${actor?.name ?? "theirs"}: ${stands.label}${removing ? " (you removed it)" : ""}`;
      marked.push({ shape: stands.shape, colour, words, dashed: false, locked: false });
    }
    if (shape) {
      const words = `mine: ${label}${theirs ? "" : " (they removed it)"}`;
      marked.push({ shape, colour: colourOfPerson(entry.user_id), words, dashed: true, locked: false });
    }
    return marked;
  });
}
