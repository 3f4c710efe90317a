/** Geometry on the wire: image pixels, floats, origin at the top left. */
import type { AttributeValue } from "./attributes";

export type Point = readonly [number, number];

export interface BoxShape {
  type: "box";
  x: number;
  y: number;
  width: number;
  height: number;
  rotation?: number | null;
}
export interface PolygonShape {
  type: "polygon";
  points: readonly Point[];
  /** Rings cut out of the outline. */
  holes?: readonly (readonly Point[])[];
}
export interface PolylineShape {
  type: "polyline";
  points: readonly Point[];
}
export interface PointsShape {
  type: "points";
  points: readonly Point[];
}
export interface EllipseShape {
  type: "ellipse";
  x: number;
  y: number;
  rx: number;
  ry: number;
  rotation?: number | null;
}
export type Visibility = 0 | 1 | 2;

/** What a label's skeletons are made of. */
export interface SkeletonShape {
  type: "skeleton";
  points: readonly Point[];
  /** Of each point: 0 absent, 1 hidden, 2 visible. */
  visibility?: readonly Visibility[];
}
export interface MaskShape {
  type: "mask";
  size: readonly [number, number];
  counts: readonly number[];
}
export interface TagShape {
  type: "tag";
}
/** What stands on one frame. */
export type StillShape =
  | BoxShape
  | PolygonShape
  | PolylineShape
  | PointsShape
  | SkeletonShape
  | EllipseShape
  | MaskShape
  | TagShape;

/** What can be interpolated between two frames. */
export type TrackedShape = Exclude<StillShape, MaskShape | TagShape>;

/** What is said of an object at a keyframe; what is left out is false, or has no answers. */
export interface KeyframeFields {
  readonly shape: TrackedShape;
  /** Gone from this frame on. */
  readonly outside?: boolean;
  readonly occluded?: boolean;
  /** Answers that hold from this frame on. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

export interface Keyframe extends Required<KeyframeFields> {
  readonly frame: number;
}

/** What a correction says of keyframes, by the number of their frame; null takes one away. */
export type KeyframesSaid = Readonly<Record<string, KeyframeFields | null>>;

/** An object over the frames of a video; it stands on the reel, never on an ordinary frame. */
export interface TrackShape {
  type: "track";
  /** In the order of their frames, each frame once; all shapes of one type. */
  keyframes: readonly Keyframe[];
}

export type Shape = StillShape | TrackShape;
