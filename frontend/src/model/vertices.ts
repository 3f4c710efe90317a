/** The points of a shape that a hand can take: finding, moving, adding and removing them. */
import type { Point, PolygonShape, Shape, SkeletonShape, Visibility } from "../contract/contract";
import { distance, nearestOnSegment, ringsOf } from "./geometry";

/** One point of a shape; ring 0 is the outline, the others are a polygon's holes. */
export interface Vertex {
  readonly ring: number;
  readonly index: number;
}

export type Pointed = Extract<Shape, { points: readonly Point[] }>;

/** Fewer points than these are no shape any more. */
const FEWEST = { polygon: 3, polyline: 2, points: 1, skeleton: Number.POSITIVE_INFINITY } as const;

export function isPointed(shape: Shape): shape is Pointed {
  return "points" in shape;
}

export function vertexRings(shape: Pointed): readonly (readonly Point[])[] {
  return shape.type === "polygon" ? ringsOf(shape) : [shape.points];
}

export function vertexPoint(shape: Pointed, { ring, index }: Vertex): Point | null {
  return vertexRings(shape)[ring]?.[index] ?? null;
}

/** The point of a shape nearest to a place, within `tolerance` image pixels. */
export function vertexAt(shape: Pointed, at: Point, tolerance: number): Vertex | null {
  let found: Vertex | null = null;
  let nearest = tolerance;
  vertexRings(shape).forEach((points, ring) => {
    points.forEach((point, index) => {
      const away = distance(point, at);
      if (away > nearest || (away === nearest && found !== null)) return;
      nearest = away;
      found = { ring, index };
    });
  });
  return found;
}

/** Whether a shape is drawn by its edges, so that points can be added on them. */
export function hasEdges(shape: Pointed): boolean {
  return shape.type === "polygon" || shape.type === "polyline";
}

/** The start of each edge of a ring with its end: all round for a polygon, open for a line. */
export function edgesOf(shape: Pointed, ring: number): { index: number; from: Point; to: Point }[] {
  if (!hasEdges(shape)) return [];
  const points = vertexRings(shape)[ring] ?? [];
  const count = shape.type === "polygon" ? points.length : points.length - 1;
  return points.slice(0, Math.max(0, count)).map((from, index) => ({
    index,
    from,
    to: points[(index + 1) % points.length] as Point,
  }));
}

export function middleOf(from: Point, to: Point): Point {
  return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
}

/** The edge whose middle is nearest to a place; short edges (below `shortest`) have no grip in the middle. */
export function middleAt(shape: Pointed, at: Point, tolerance: number, shortest: number): Vertex | null {
  let found: Vertex | null = null;
  let nearest = tolerance;
  for (let ring = 0; ring < vertexRings(shape).length; ring++) {
    for (const { index, from, to } of edgesOf(shape, ring)) {
      if (distance(from, to) < shortest) continue;
      const away = distance(middleOf(from, to), at);
      if (away > nearest) continue;
      nearest = away;
      found = { ring, index };
    }
  }
  return found;
}

/** The place on a shape's edges nearest to another, within `tolerance`. */
export function edgePointAt(shape: Pointed, at: Point, tolerance: number): Point | null {
  let found: Point | null = null;
  let nearest = tolerance;
  for (let ring = 0; ring < vertexRings(shape).length; ring++) {
    for (const { from, to } of edgesOf(shape, ring)) {
      const point = nearestOnSegment(at, from, to);
      const away = distance(point, at);
      if (away > nearest) continue;
      nearest = away;
      found = point;
    }
  }
  return found;
}

function withRing<S extends Pointed>(shape: S, ring: number, points: readonly Point[]): S {
  if (ring === 0 || shape.type !== "polygon") return { ...shape, points };
  const holes = (shape.holes ?? []).map((hole, place) => (place === ring - 1 ? points : hole));
  return { ...shape, holes };
}

export function moveVertex<S extends Pointed>(shape: S, { ring, index }: Vertex, to: Point): S {
  const points = vertexRings(shape)[ring] ?? [];
  return withRing(shape, ring, points.with(index, to));
}

/** Add a point on the edge that starts at `edge`; returns the shape and the new point. */
export function insertVertex<S extends Pointed>(shape: S, edge: Vertex, at: Point): [S, Vertex] {
  const points = vertexRings(shape)[edge.ring] ?? [];
  const index = edge.index + 1;
  return [withRing(shape, edge.ring, points.toSpliced(index, 0, at)), { ring: edge.ring, index }];
}

/** The shape without a point; a hole of three goes as a whole. Null where the shape would be none any more. */
export function removeVertex<S extends Pointed>(shape: S, { ring, index }: Vertex): S | null {
  const points = vertexRings(shape)[ring];
  if (!points?.[index]) return null;
  if (points.length > FEWEST[shape.type]) return withRing(shape, ring, points.toSpliced(index, 1));
  if (ring === 0 || shape.type !== "polygon") return null;
  return withHoles(shape, (shape.holes ?? []).toSpliced(ring - 1, 1)) as S & PolygonShape;
}

/** The polygon with these holes; without any, it has no such field. */
export function withHoles(polygon: PolygonShape, holes: readonly (readonly Point[])[]): PolygonShape {
  const { holes: _before, ...rest } = polygon;
  return holes.length > 0 ? { ...rest, holes } : rest;
}

/** Why a point cannot be taken from a shape, in a person's words. */
export function fewestSaid(shape: Pointed): string {
  if (shape.type === "skeleton")
    return "A skeleton keeps all its points. Press W to mark one as hidden or absent.";
  const fewest = FEWEST[shape.type];
  const name = shape.type === "points" ? "group of points" : shape.type;
  return `A ${name} keeps at least ${fewest} ${fewest === 1 ? "point" : "points"}.`;
}

export function visibilityOf(skeleton: SkeletonShape, index: number): Visibility {
  return skeleton.visibility?.[index] ?? 2;
}

/** The skeleton with one keypoint's visibility moved on: visible, hidden, absent, and visible again. */
export function cycleVisibility(skeleton: SkeletonShape, index: number): SkeletonShape {
  const next: Visibility =
    visibilityOf(skeleton, index) === 2 ? 1 : visibilityOf(skeleton, index) === 1 ? 0 : 2;
  const visibility = skeleton.points.map((_point, place) =>
    place === index ? next : visibilityOf(skeleton, place),
  );
  return { ...skeleton, visibility };
}
