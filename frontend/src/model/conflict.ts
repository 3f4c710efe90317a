/** Two people changed the same object: whether they meant the same, and the steps that make mine stand. */
import type { Annotation, Correction, CorrectionAnswer, Prediction } from "../contract/contract";
import { opposed } from "./describe";
import { sameShape } from "./geometry";
import { saysAlready } from "./track/keyframes";

/** A correction before it is given an id. */
export type Wanted = Omit<Correction, "mutation_id">;

const REMOVES: ReadonlySet<Correction["kind"]> = new Set(["remove", "withdraw"]);

/** Whether what the other did leaves nothing to choose: the same outcome, reached twice. */
export function meansTheSame(
  correction: Correction,
  answer: CorrectionAnswer,
  ghost: Prediction | undefined,
): boolean {
  const theirs = answer.removed ? null : answer.annotation;
  switch (correction.kind) {
    case "reject":
      return theirs === null;
    case "remove":
      return answer.removed;
    case "accept":
    case "adjust":
      if (!theirs || (correction.prediction_id && !ghost)) return false;
      return saysOf(theirs, correction, correction.prediction_id ? ghost : undefined);
    case "reshape":
    case "relabel":
    case "describe":
      return theirs !== null && saysOf(theirs, correction, undefined);
    case "rekey":
      return (
        theirs?.shape.type === "track" &&
        correction.keyframes !== undefined &&
        saysAlready(theirs.shape, correction.keyframes)
      );
    default:
      return false;
  }
}

/** Whether an object is all that a correction wants of it, be it said or taken over from the ghost. */
function saysOf(theirs: Annotation, wanted: Correction, ghost: Prediction | undefined): boolean {
  const label = wanted.label ?? ghost?.label;
  const shape = wanted.shape ?? ghost?.shape;
  return (
    (label === undefined || theirs.label === label) &&
    (shape === undefined || sameShape(theirs.shape, shape)) &&
    opposed(wanted.changes ?? {}, theirs).length === 0
  );
}

/** The corrections that make my version stand on top of theirs; `theirs` is null where they removed it. */
export function stepsToKeep(
  correction: Correction,
  theirs: Annotation | null,
  revision: number,
  ghost: Prediction | undefined,
): Wanted[] {
  const { mutation_id: _answered, time_spent_ms: _spent, ...mine } = correction;
  const { kind, annotation_id: id, prediction_id: ghostId } = correction;
  if (ghostId && (kind === "accept" || kind === "adjust")) {
    // They answered the ghost first: their object becomes mine, or the ghost they refused comes back.
    if (!theirs) return [{ kind: "reopen", prediction_id: ghostId }, mine];
    const about = { annotation_id: theirs.id };
    const label = correction.label ?? ghost?.label;
    const shape = correction.shape ?? ghost?.shape;
    const steps: Wanted[] = [];
    if (shape && !sameShape(shape, theirs.shape)) steps.push({ kind: "reshape", ...about, revision, shape });
    if (label !== undefined && label !== theirs.label)
      steps.push({ kind: "relabel", ...about, revision: revision + steps.length, label });
    const { changes } = correction;
    if (changes && opposed(changes, theirs).length > 0)
      steps.push({ kind: "describe", ...about, revision: revision + steps.length, changes });
    return steps;
  }
  if (kind === "reject") return theirs ? [{ kind: "remove", annotation_id: theirs.id, revision }] : [];
  if (!theirs && id && kind === "rekey")
    return [
      { kind: "restore", annotation_id: id, revision },
      { ...mine, revision: revision + 1 },
    ];
  if (!theirs && id && !REMOVES.has(kind)) {
    const { prediction_id: _ghost, prompted: _found, ...fields } = mine;
    return [{ ...fields, kind: "restore", revision }];
  }
  return [{ ...mine, revision }];
}
