/** Mends what is wrong on a frame that is not open, by ordinary corrections. */
import type { Suspect } from "../contract/suspects";
import { defaultsFor } from "../model/attributes";
import { newAnnotationId } from "../model/ids";
import { mendOf } from "../model/suspects";
import { indexInVideo } from "../model/video/frameId";
import type { Step } from "./act";
import { carryOut, initially, LOCKED_SAID, mayCarry } from "./editor";
import { needFrame } from "./frameSession";
import { frameStore } from "./frameStore";
import { isLocked } from "./personalStore";
import { labelNamed } from "./projectStore";
import { toast } from "./toastStore";
import { takeBack } from "./undo";

/** To accept the suggestion, to take the object away or the prediction as wrong, to say it is right, or that it is not. */
export type CheckVerb = "accept" | "remove" | "dismiss" | "bringBack";

export interface Mended {
  readonly words: string;
  readonly takeBack: () => Promise<void>;
}

/** Make the corrections; null, and the person is told why, when there is nothing to make. */
export async function mend(suspect: Suspect, verb: "accept" | "remove"): Promise<Mended | null> {
  await needFrame(suspect.frame_id);
  const frame = frameStore.visible(suspect.frame_id);
  if (!frame) return null;
  const drawn = frame.annotations.get(suspect.annotation_id ?? "");
  if (suspect.annotation_id && !drawn) return refuse("It is gone by now.");
  if (drawn && isLocked(drawn.id)) return refuse(LOCKED_SAID);
  const planned = verb === "remove" ? removal(suspect) : accepting(suspect);
  if (!planned) return null;
  const index = indexInVideo(suspect.asset_id, suspect.frame_id);
  const about = index === null ? {} : { scope: suspect.asset_id, index };
  const made = carryOut(frame, planned.steps, { name: planned.name, ...about });
  return made && { words: planned.words, takeBack: () => takeBack(made) };
}

interface Plan {
  readonly name: string;
  readonly words: string;
  readonly steps: readonly Step[];
}

function refuse(reason: string): null {
  toast(reason, "bad");
  return null;
}

function removal(suspect: Suspect): Plan | null {
  const { annotation_id: id, prediction_id: ghostId } = suspect;
  if (id) return { name: "remove", words: "Removed", steps: [{ kind: "remove", annotation_id: id }] };
  if (!ghostId || !isOpen(suspect)) return refuse("There is nothing to remove.");
  const steps: Step[] = [{ kind: "reject", prediction_id: ghostId }];
  return { name: "reject", words: "Rejected what the model says", steps };
}

const isOpen = ({ frame_id, prediction_id }: Suspect): boolean =>
  frameStore.visible(frame_id)?.predictions.has(prediction_id ?? "") ?? false;

function accepting(suspect: Suspect): Plan | null {
  const mending = mendOf(suspect);
  if (!mending) return refuse("There is no suggestion for this one. Enter opens it on its picture.");
  if (mending.verb === "remove") return removal(suspect);
  const { label, verb } = mending;
  if (!labelNamed(label)) return refuse(`This project has no label “${label}”.`);
  return verb === "relabel" ? relabelling(suspect, label) : adding(suspect, label);
}

function relabelling(suspect: Suspect, label: string): Plan | null {
  const drawn = frameStore.visible(suspect.frame_id)?.annotations.get(suspect.annotation_id ?? "");
  if (!drawn) return null;
  if (!mayCarry(drawn, label))
    return refuse(`A skeleton of “${label}” has other points. Draw it anew instead.`);
  const changes = defaultsFor(labelNamed(label), drawn.attributes);
  const steps: Step[] = [{ kind: "relabel", annotation_id: drawn.id, label }];
  if (changes) steps.push({ kind: "describe", annotation_id: drawn.id, changes });
  return { name: "relabel", words: `Called ${label}`, steps };
}

function adding(suspect: Suspect, label: string): Plan | null {
  const { said, prediction_id: ghostId } = suspect;
  const annotation_id = newAnnotationId();
  const words = `Added the ${label}`;
  if (ghostId && isOpen(suspect)) {
    const step: Step = { kind: "accept", annotation_id, prediction_id: ghostId, label, ...initially(label) };
    return { name: "accept", words, steps: [step] };
  }
  // The prediction stands no more; what it said may be right all the same.
  if (!said) return refuse("What the model said of it is gone. Enter opens the picture.");
  const step: Step = { kind: "add", annotation_id, label, shape: said.shape, ...initially(label) };
  return { name: "draw", words, steps: [step] };
}
