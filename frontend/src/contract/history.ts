/** An object's past on the wire; types only. */
import type { Actor, Annotation, CorrectionKind, ModelVersionShort } from "./contract";

/** One change of an object in its history; null where it did not stand. */
export interface Revision {
  seq: number;
  kind: CorrectionKind;
  actor: Actor;
  at: string;
  time_spent_ms: number | null;
  before: Annotation | null;
  after: Annotation | null;
  /** The model that found the first shape where a person pointed, and how sure it was. */
  prompted: { model_version: ModelVersionShort; score: number } | null;
}

export interface History {
  revisions: Revision[];
  time_spent_ms: number;
  next: string | null;
}
