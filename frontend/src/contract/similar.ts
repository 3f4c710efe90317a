/** Predictions that look like one that was wrong, and what became of answering them together. */
import type { Prediction, TileSet } from "./contract";

export type TogetherKind = "accept" | "relabel" | "reject";

/** How the mistake was answered: what to offer for those that look like it. */
export interface Suggestion {
  kind: "reject" | "relabel";
  label: string | null;
}

export interface LookAlike {
  prediction: Prediction;
  asset_id: string;
  frame_width: number;
  frame_height: number;
  tiles: TileSet | null;
  /** 1 is the same. */
  alike: number;
}

export interface LookAlikes {
  prediction_id: string | null;
  label: string | null;
  suggestion: Suggestion | null;
  similar: LookAlike[];
  compared: number;
  /** It has not been compared yet: worth asking again in a moment. */
  pending: boolean;
  /** Why there are none. */
  reason: string | null;
}

/** One answer to several predictions; `group` makes a repeat harmless and names all of it to undo. */
export interface AnswersTogether {
  group: string;
  prediction_ids: readonly string[];
  kind: TogetherKind;
  label?: string;
  time_spent_ms?: number;
}

export type Fate = "applied" | "conflict" | "refused" | "gone";

export interface GroupResult {
  prediction_id: string;
  frame_id: string | null;
  status: Fate;
  reason: string | null;
}
