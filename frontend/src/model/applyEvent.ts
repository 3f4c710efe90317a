/** Folds events of the log and answers of the server into a frame's state; pure and safe to repeat. */
import type { Annotation, CorrectionAnswer, CorrectionKind, ModelVersionShort } from "../contract/contract";
import type { AnnotationCorrected, FrameEvent, PredictionsRecorded } from "../contract/events";
import type { FrameState } from "./frameState";
import { isReplaced } from "./ghostLayers";

const DECIDES: ReadonlySet<CorrectionKind> = new Set(["accept", "adjust", "reject"]);

/** Apply one event about this frame; an event that the state already contains changes nothing.
 *
 * `championId` is who predicts now: the first correction of a frame keeps its ghosts for good.
 */
export function applyEvent(
  state: FrameState,
  event: FrameEvent,
  championId: string | null = null,
): FrameState {
  // What is said of the frame meanwhile is not for one who answers alone.
  if (event.frame_id !== state.frame.id || event.frame_seq <= state.seq || state.independent) return state;
  const advanced = { ...state, seq: event.frame_seq };
  switch (event.type) {
    case "predictions.recorded":
      return applyPredictions(advanced, event);
    case "annotation.corrected":
      return applyCorrected({ ...advanced, pinned: state.pinned ?? championId }, event);
    case "frame.reviewed":
      return { ...advanced, verdict: event.verdict };
  }
}

function applyPredictions(state: FrameState, event: PredictionsRecorded): FrameState {
  const predictions = new Map(state.predictions);
  for (const prediction of state.predictions.values()) {
    if (isReplaced(prediction, event.model_version?.id, event.region)) predictions.delete(prediction.id);
  }
  // What was decided of the version that has now spoken anew does not come back: the server says so too.
  const decided = new Map(state.decided);
  for (const prediction of state.decided.values()) {
    const version = prediction.model_version_id;
    if (version === event.replaces || version === event.model_version?.id) decided.delete(prediction.id);
  }
  for (const prediction of event.predictions ?? []) {
    if (!state.decided.has(prediction.id)) predictions.set(prediction.id, prediction);
  }
  return {
    ...state,
    predictions,
    decided,
    modelVersion: event.model_version ?? state.modelVersion,
    versions: withVersion(state.versions, event.model_version),
    stale: state.stale || (event.predictions === null && event.count > 0),
  };
}

function withVersion(
  known: readonly ModelVersionShort[],
  spoke: ModelVersionShort | null,
): readonly ModelVersionShort[] {
  return spoke === null || known.some(({ id }) => id === spoke.id) ? known : [...known, spoke];
}

function applyCorrected(state: FrameState, event: AnnotationCorrected): FrameState {
  let next = state;
  if (event.annotation) {
    next = putAnnotation(next, event.annotation);
  } else {
    const id = event.annotation_id ?? event.correction.annotation_id;
    if (id) next = dropAnnotation(next, id, event.revision ?? Number.POSITIVE_INFINITY);
  }
  for (const id of decidesPrediction(event)) next = decidePrediction(next, id);
  if (event.reopened) {
    const predictions = new Map(next.predictions).set(event.reopened.id, event.reopened);
    next = { ...next, predictions, decided: without(next.decided, event.reopened.id) };
  }
  return next;
}

/** The predictions that a correction answers. */
export function decidesPrediction(event: AnnotationCorrected): string[] {
  const { kind, prediction_id: named } = event.correction;
  // An object that stands answers the prediction it was made of: also when it is restored.
  const from = event.annotation?.derived_from ?? null;
  return [from, DECIDES.has(kind) ? named : null].filter((id): id is string => id !== null);
}

/** Put an annotation unless a newer revision, or a later removal, is already known. */
export function putAnnotation(state: FrameState, annotation: Annotation): FrameState {
  const known = state.annotations.get(annotation.id)?.revision ?? 0;
  const removedAt = state.tombstones.get(annotation.id) ?? 0;
  if (annotation.revision <= known || annotation.revision <= removedAt) return state;
  return {
    ...state,
    annotations: new Map(state.annotations).set(annotation.id, annotation),
    tombstones: without(state.tombstones, annotation.id),
  };
}

/** Drop an annotation as of a revision; a newer revision survives. */
export function dropAnnotation(state: FrameState, id: string, revision: number): FrameState {
  const known = state.annotations.get(id);
  if (known && known.revision > revision) return state;
  const removedAt = Number.isFinite(revision) ? revision : (known?.revision ?? 0) + 1;
  if (!known && (state.tombstones.get(id) ?? 0) >= removedAt) return state;
  return {
    ...state,
    annotations: without(state.annotations, id),
    removed: known ? new Map(state.removed).set(id, known) : state.removed,
    tombstones: new Map(state.tombstones).set(id, removedAt),
  };
}

export function decidePrediction(state: FrameState, id: string): FrameState {
  const prediction = state.predictions.get(id);
  if (!prediction) return state;
  return {
    ...state,
    predictions: without(state.predictions, id),
    decided: new Map(state.decided).set(id, prediction),
  };
}

export function reopenPrediction(state: FrameState, id: string): FrameState {
  const prediction = state.decided.get(id);
  if (!prediction) return state;
  return {
    ...state,
    predictions: new Map(state.predictions).set(id, prediction),
    decided: without(state.decided, id),
  };
}

export interface Answered {
  kind: CorrectionKind;
  annotationId: string | null;
  predictionId: string | null;
  answer: CorrectionAnswer;
}

/** Fold the server's answers to our own corrections in; the frame's seq is left to the log. */
export function applyAnswers(state: FrameState, answers: readonly Answered[]): FrameState {
  let next = state;
  for (const { kind, annotationId, predictionId: named, answer } of answers) {
    // The log has overtaken this answer: it is in the state already, with what others did since.
    if (answer.seq <= state.seq) continue;
    // Taking an acceptance back names the annotation only; the ghost is the one it came from.
    const from = annotationId ? (next.annotations.get(annotationId)?.derived_from ?? null) : null;
    const predictionId =
      kind === "withdraw" ? (named ?? from ?? answer.annotation?.derived_from ?? null) : named;
    if (answer.annotation && !answer.removed) next = putAnnotation(next, answer.annotation);
    else if (annotationId && (answer.removed || kind === "remove" || kind === "withdraw")) {
      next = dropAnnotation(next, annotationId, answer.revision ?? Number.POSITIVE_INFINITY);
    }
    if (answer.status !== "applied" || !predictionId) continue;
    if (DECIDES.has(kind)) next = decidePrediction(next, predictionId);
    else if (kind === "reopen" || kind === "withdraw") next = reopenPrediction(next, predictionId);
  }
  return next;
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
