/** What is marked on the picture because of others: objects in their hands, and both versions where two collide. */
import type { Shape } from "../contract/contract";
import type { FrameState } from "../model/frameState";
import { sameShape } from "../model/geometry";
import { holdersOn, sayHeld } from "../model/inHand";
import { UNKNOWN_LABEL_COLOUR } from "../model/palette";
import { metAt } from "../model/track/keyframes";
import { ghostAt } from "../model/track/propagation";
import { colourOfPerson, connectionStore } from "../state/connectionStore";
import { outbox } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { meStore } from "../state/meStore";
import { projectStore } from "../state/projectStore";
import { propagationStore } from "../state/propagation";
import { rulesStore } from "../state/rulesStore";
import { uiStore } from "../state/uiStore";
import type { Marked } from "./drawOthers";

/** Seen on any picture, in both themes. */
const BROKEN = "#f0b45a";

/** What to mark on a frame, under my own selection's handles. */
export function marksOn(frame: FrameState): Marked[] {
  return [
    ...brokenRules(frame),
    ...tracked(frame),
    ...heldObjects(frame),
    ...conflicts(frame),
    ...keyframeConflicts(),
  ];
}

/** Objects that break a rule of the project, with the rule. */
function brokenRules(frame: FrameState): Marked[] {
  return [...rulesStore.getState().byObject].flatMap(([id, words]): Marked[] => {
    const shape = frame.annotations.get(id)?.shape;
    return shape ? [{ shape, colour: BROKEN, words, dashed: true, locked: false }] : [];
  });
}

/** Where the machine saw a track's object on this frame, while nobody has decided. */
function tracked(frame: FrameState): Marked[] {
  if (!uiStore.getState().ghostsShown) return [];
  const { colours } = projectStore.getState();
  return propagationStore.getState().standing.flatMap((one): Marked[] => {
    if (one.asset_id !== frame.frame.asset_id) return [];
    const ghost = ghostAt(one, frame.frame.index);
    const track = frameStore.object(one.annotation_id);
    if (!ghost || ghost.outside || !track) return [];
    const stands = frame.annotations.get(track.id)?.shape;
    if (stands && sameShape(stands, ghost.shape)) return [];
    const colour = colours.get(track.label) ?? UNKNOWN_LABEL_COLOUR;
    return [{ shape: ghost.shape, colour, words: `${track.label}, tracked`, dashed: true, locked: false }];
  });
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

/** Both versions of a track, on the keyframe at which they differ. */
function keyframeConflicts(): Marked[] {
  const { reel } = frameStore.store.getState();
  if (!reel) return [];
  return outbox.store.getState().entries.flatMap((entry): Marked[] => {
    const { correction, theirs } = entry;
    if (entry.state !== "conflict" || entry.frame_id !== reel.id) return [];
    if (!correction.keyframes || theirs?.shape.type !== "track") return [];
    const met = metAt(correction.keyframes, theirs.shape);
    if (met?.frame !== reel.frame.index) return [];
    const { actor, label } = theirs;
    const version = (shape: Shape | null, who: string, by: string, dashed: boolean): Marked[] =>
      shape ? [{ shape, colour: colourOfPerson(by), words: `${who}: ${label}`, dashed, locked: false }] : [];
    return [
      ...version(met.theirs, actor?.name ?? "theirs", actor?.id ?? "", false),
      ...version(met.mine, "mine", entry.user_id, true),
    ];
  });
}
