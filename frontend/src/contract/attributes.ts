/** What a label asks of its objects, and what an object carries beside label and shape; types only. */

export type AttributeValue = boolean | number | string;
export type AttributeType = "select" | "number" | "text" | "checkbox";

export interface Attribute {
  name: string;
  type: AttributeType;
  /** What a select chooses from. */
  values: readonly string[];
  min: number | null;
  max: number | null;
  step: number | null;
  default: AttributeValue | null;
  required: boolean;
  /** Whether the answer may change along a track. */
  mutable: boolean;
}

export interface SkeletonTemplate {
  points: readonly string[];
  /** Pairs of places in `points`. */
  edges: readonly (readonly [number, number])[];
  /** Where the points stand in a unit square. */
  layout?: readonly (readonly [number, number])[] | null;
}

/** The tool that is suggested when the label is chosen. */
export type SuggestedShape =
  | "any"
  | "box"
  | "polygon"
  | "polyline"
  | "points"
  | "skeleton"
  | "ellipse"
  | "mask"
  | "tag";

export interface Label {
  name: string;
  color: string | null;
  shape: SuggestedShape;
  attributes: readonly Attribute[];
  skeleton: SkeletonTemplate | null;
}

/** What an object carries beside label and shape. */
export interface Described {
  /** Every answer ever given; shown are those that the label asks for. */
  attributes: Readonly<Record<string, AttributeValue>>;
  occluded: boolean;
  /** Drawing order: higher is in front. */
  z: number;
  group: string | null;
}

/** New values: what is left out stays; a null clears an attribute, or leaves the group. */
export interface Changes {
  attributes?: Readonly<Record<string, AttributeValue | null>>;
  occluded?: boolean;
  z?: number;
  group?: string | null;
}
