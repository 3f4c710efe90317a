/** What is known of one frame, and how to read it. */
import type {
  Annotation,
  Frame,
  FrameContents,
  ModelVersionShort,
  Prediction,
  Verdict,
} from "../contract/contract";

export interface FrameState {
  readonly frame: Frame;
  /** The frame's own sequence: events up to here are already in this state. */
  readonly seq: number;
  readonly annotations: ReadonlyMap<string, Annotation>;
  /** Undecided predictions. */
  readonly predictions: ReadonlyMap<string, Prediction>;
  /** Predictions decided while this state was held, kept so that undo can show the ghost again at once. */
  readonly decided: ReadonlyMap<string, Prediction>;
  /** Revision at which an annotation was removed, so that a late event cannot bring it back. */
  readonly tombstones: ReadonlyMap<string, number>;
  /** Objects removed while this state was held, as they stood, so that undo shows all of them again at once. */
  readonly removed: ReadonlyMap<string, Annotation>;
  /** The version that spoke last. */
  readonly modelVersion: ModelVersionShort | null;
  /** The champion of when people first touched the frame; null while nobody has. */
  readonly pinned: string | null;
  /** The versions that have spoken, in a lasting order: each is a layer of ghosts. */
  readonly versions: readonly ModelVersionShort[];
  readonly verdict: Verdict | null;
  /** The log spoke of predictions too many to carry: the frame must be read again. */
  readonly stale: boolean;
  /** It is the person's own answer: events about the frame are about what others see. */
  readonly independent?: boolean;
  /** The own answer is in: it is not shown again. */
  readonly over?: boolean;
  /** Its objects are known truth; known to reviewers only. */
  readonly isTruth?: boolean;
}

export function frameStateFrom(contents: FrameContents): FrameState {
  return {
    frame: contents.frame,
    seq: contents.seq,
    annotations: new Map(contents.annotations.map((annotation) => [annotation.id, annotation])),
    predictions: new Map(contents.predictions.map((prediction) => [prediction.id, prediction])),
    decided: new Map(),
    tombstones: new Map(),
    removed: new Map(),
    modelVersion: contents.model_version,
    pinned: contents.pinned_version_id,
    versions: contents.model_versions,
    verdict: null,
    stale: false,
    independent: contents.independent ?? false,
    isTruth: contents.is_truth ?? false,
  };
}

/** The revision to name when correcting an annotation, removed ones included. */
export function revisionOf(state: FrameState, annotationId: string): number {
  return state.annotations.get(annotationId)?.revision ?? state.tombstones.get(annotationId) ?? 0;
}

/** How many annotations a person made or was the last to change. */
export function lastChangedBy(state: FrameState, personId: string | null): number {
  let count = 0;
  for (const { actor } of state.annotations.values()) if (actor && actor.id === personId) count += 1;
  return count;
}
