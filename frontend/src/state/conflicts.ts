/** The person chooses between two versions of an object; either choice is one act that undo takes back. */
import { applyCorrections } from "../model/applyCorrections";
import { stepsToKeep, type Wanted } from "../model/conflict";
import type { FrameState } from "../model/frameState";
import { newMutationId } from "../model/ids";
import { outbox, undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import type { OutboxEntry } from "./outboxStorage";
import { invertSteps, type Step, standings } from "./undoStack";

const stepOf = ({ revision: _revision, time_spent_ms: _spent, ...step }: Wanted): Step => step;

function keptSteps(entry: OutboxEntry, frame: FrameState | null): Wanted[] {
  const { correction, theirs } = entry;
  const ghost = correction.prediction_id;
  const said = ghost ? (frame?.decided.get(ghost) ?? frame?.predictions.get(ghost)) : undefined;
  return stepsToKeep(correction, theirs, entry.theirs_revision ?? theirs?.revision ?? 1, said);
}

/** Make a conflicting correction again on top of what the server holds. */
export function keepMine(entry: OutboxEntry): void {
  const frame = frameStore.visible(entry.frame_id);
  const wanted = keptSteps(entry, frame);
  if (frame) {
    const steps = wanted.map(stepOf);
    undoStack.push({
      frameId: entry.frame_id,
      name: "keep mine",
      steps,
      inverse: invertSteps(steps, frame),
      before: standings(steps, frame),
      after: standings(steps, after(frame, steps)),
    });
  }
  outbox.keepMine(
    entry.mutation_id,
    wanted.map((fields) => ({ mutation_id: newMutationId(), ...fields })),
  );
}

/** Let the other person's version stand; undo brings mine back on top of it. */
export function takeTheirs(entry: OutboxEntry): void {
  const frame = frameStore.visible(entry.frame_id);
  outbox.takeTheirs(entry.mutation_id);
  if (!frame) return;
  const inverse = keptSteps(entry, frame).map(stepOf);
  if (inverse.length === 0) return;
  undoStack.push({
    frameId: entry.frame_id,
    name: "take theirs",
    steps: invertSteps(inverse, frame),
    inverse,
    before: standings(inverse, after(frame, inverse)),
    after: standings(inverse, frame),
  });
}

function after(frame: FrameState, steps: readonly Step[]): FrameState {
  return applyCorrections(
    frame,
    steps.map((step) => ({ mutation_id: "", ...step })),
    null,
  );
}
