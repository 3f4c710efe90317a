/** Geometry done the slow and obvious way, for tests to compare with: shapes as rings of many points. */
import type { Point, Shape } from "../contract/contract";
import { rotatePoint } from "./geometry";

const STEPS = 720;

/** The outline of a shape as rings: an ellipse as a polygon of many corners, a turned box turned corner by corner. */
export function outlines(shape: Shape): Point[][] {
  switch (shape.type) {
    case "box": {
      const { x, y, width, height } = shape;
      const centre: Point = [x + width / 2, y + height / 2];
      const corners: Point[] = [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ];
      return [corners.map((corner) => rotatePoint(corner, centre, shape.rotation ?? 0))];
    }
    case "ellipse": {
      const ring = Array.from({ length: STEPS }, (_, step): Point => {
        const turn = (step / STEPS) * Math.PI * 2;
        const at: Point = [shape.x + shape.rx * Math.cos(turn), shape.y + shape.ry * Math.sin(turn)];
        return rotatePoint(at, [shape.x, shape.y], shape.rotation ?? 0);
      });
      return [ring];
    }
    case "polygon":
      return [shape.points, ...(shape.holes ?? [])].map((ring) => [...ring]);
    case "mask":
    case "tag":
    case "track":
      return [];
    default:
      return [[...shape.points]];
  }
}

const isClosed = (shape: Shape) =>
  shape.type === "box" || shape.type === "ellipse" || shape.type === "polygon";

/** The distance from a point to the nearest of the points that stand densely on the shape's outline. */
export function outlineDistance(shape: Shape, at: Point): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const ring of outlines(shape)) {
    const edges =
      shape.type === "points" || shape.type === "skeleton"
        ? 0
        : isClosed(shape)
          ? ring.length
          : ring.length - 1;
    for (const [x, y] of ring) nearest = Math.min(nearest, Math.hypot(x - at[0], y - at[1]));
    for (let edge = 0; edge < edges; edge++) {
      const [ax, ay] = ring[edge] as Point;
      const [bx, by] = ring[(edge + 1) % ring.length] as Point;
      const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) * 4));
      for (let step = 0; step <= steps; step++) {
        const [x, y] = [ax + ((bx - ax) * step) / steps, ay + ((by - ay) * step) / steps];
        nearest = Math.min(nearest, Math.hypot(x - at[0], y - at[1]));
      }
    }
  }
  return nearest;
}

/** Whether a ray to the right of a point crosses the rings an odd number of times. */
export function isInside(shape: Shape, [x, y]: Point): boolean {
  if (!isClosed(shape)) return false;
  let crossings = 0;
  for (const ring of outlines(shape)) {
    ring.forEach(([ax, ay], place) => {
      const [bx, by] = ring[(place + 1) % ring.length] as Point;
      if (ay <= y === by <= y) return;
      if (ax + ((y - ay) / (by - ay)) * (bx - ax) > x) crossings += 1;
    });
  }
  return crossings % 2 === 1;
}
