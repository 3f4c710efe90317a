/** What is asked of a model on demand, and what it answers: type declarations only. */
import type { MaskShape, PolygonShape } from "./shapes";

/** A part of a frame, in image pixels. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A click on the object that is meant, or on something that does not belong to it. */
export interface PromptPoint {
  x: number;
  y: number;
  positive: boolean;
}

export interface PromptRequest {
  box?: Region;
  points: readonly PromptPoint[];
}

export interface PromptAnswer {
  shape: MaskShape;
  polygon: PolygonShape | null;
  score: number;
  model_version_id: string;
  milliseconds: number;
}
