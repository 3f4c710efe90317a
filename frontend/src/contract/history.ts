/** An object's past on the wire; types only. */
import type { Actor, Annotation, CorrectionKind } from "./contract";

/** One change of an object in its history; null where it did not stand. */
export interface Revision {
  seq: number;
  kind: CorrectionKind;
  actor: Actor;
  at: string;
  time_spent_ms: number | null;
  before: Annotation | null;
  after: Annotation | null;
}

export interface History {
  revisions: Revision[];
  time_spent_ms: number;
  next: string | null;
}
