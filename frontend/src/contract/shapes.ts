/** Geometry on the wire: image pixels, floats, origin at the top left. */

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
export type Shape =
  | BoxShape
  | PolygonShape
  | PolylineShape
  | PointsShape
  | SkeletonShape
  | EllipseShape
  | MaskShape
  | TagShape;
