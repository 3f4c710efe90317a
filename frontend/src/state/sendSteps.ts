/** Hands steps on a frame to the outbox, with what the server wants to know of each. */
import type { Correction } from "../contract/contract";
import { type FrameState, revisionOf } from "../model/frameState";
import { newMutationId } from "../model/ids";
import { outbox } from "./frameSession";
import type { Step } from "./undoStack";
import { workClock } from "./workClock";

/** Queue the steps; `revisions` names those at which objects were found, where that is not the present one. */
export function sendSteps(
  frame: FrameState,
  steps: readonly Step[],
  revisions: ReadonlyMap<string, number> = new Map(),
): void {
  // Objects changed together share the time that the change took.
  const elapsed = Math.round(workClock.take() / Math.max(1, steps.length));
  const corrections = steps.map((step): Correction => {
    const made: Correction = { mutation_id: newMutationId(), ...step };
    const creates =
      step.kind === "add" || step.kind === "accept" || (step.kind === "adjust" && step.prediction_id);
    if (step.annotation_id && !creates) {
      made.revision = revisions.get(step.annotation_id) ?? revisionOf(frame, step.annotation_id);
    }
    made.time_spent_ms = elapsed;
    return made;
  });
  outbox.enqueue(frame.frame.project_id, frame.frame.id, corrections);
}
