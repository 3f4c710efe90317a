/** What may be wrong with what people drew: a suspicion with its reason, and what is drawn and said there. */
import type { Actor, Annotation, Frame, Prediction } from "./contract";

export type SuspectKind = "label" | "missing" | "twin" | "size" | "form";

export interface Suspect {
  id: string;
  kind: SuspectKind;
  asset_id: string;
  asset_name: string;
  frame_id: string;
  annotation_id: string | null;
  prediction_id: string | null;
  label: string;
  suggested: string | null;
  score: number;
  /** In the portal's words. */
  reason: string;
  dismissed: Actor | null;
  frame: Frame;
  drawn: Annotation | null;
  /** Of twins the one that was drawn first. */
  other: Annotation | null;
  said: Prediction | null;
}

export interface SuspectCounts {
  kinds: { [K in SuspectKind]?: number };
  dismissed: number;
  /** There are more than these. */
  at_least: boolean;
  /** When a search last went over everything. */
  searched_at: string | null;
}
