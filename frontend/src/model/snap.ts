/** Snapping a point to the borders of neighbouring shapes: their corners first, then their edges. */
import type { Point, Shape } from "../contract/contract";
import { boxCorners, distance } from "./geometry";
import { edgePointAt, isPointed, type Pointed, vertexAt, vertexPoint } from "./vertices";

export interface Snap {
  readonly at: Point;
  readonly kind: "vertex" | "edge";
}

/** A shape by its corners and edges; null for those without a border of straight lines. */
function borderOf(shape: Shape): Pointed | null {
  if (shape.type === "box") return { type: "polygon", points: boxCorners(shape) };
  return isPointed(shape) ? shape : null;
}

/** Where a point snaps to within `tolerance` image pixels; a corner wins over an edge. */
export function snapPoint(at: Point, neighbours: Iterable<Shape>, tolerance: number): Snap | null {
  let vertex: Point | null = null;
  let edge: Point | null = null;
  for (const shape of neighbours) {
    const border = borderOf(shape);
    if (!border) continue;
    const found = vertexAt(border, at, vertex ? distance(vertex, at) : tolerance);
    if (found) vertex = vertexPoint(border, found);
    if (!vertex) edge = edgePointAt(border, at, edge ? distance(edge, at) : tolerance) ?? edge;
  }
  if (vertex) return { at: vertex, kind: "vertex" };
  return edge ? { at: edge, kind: "edge" } : null;
}
