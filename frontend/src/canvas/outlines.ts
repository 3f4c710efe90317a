/** The lines of a shape as plain numbers, kept with the shape: what the pixel pens draw when there are thousands. */
import type { Point, Shape } from "../contract/contract";
import { boxCorners, ringsOf } from "../model/geometry";

export interface Outline {
  /** x, y of each point, in image pixels. */
  readonly xy: Float32Array;
  readonly closed: boolean;
}

const NONE: readonly Outline[] = [];
const ELLIPSE_SIDES = 96;
const kept = new WeakMap<Shape, readonly Outline[]>();

/** The outlines of a shape; none for those that are not made of lines. */
export function outlinesOf(shape: Shape): readonly Outline[] {
  let found = kept.get(shape);
  if (!found) {
    found = makeOutlines(shape);
    kept.set(shape, found);
  }
  return found;
}

function makeOutlines(shape: Shape): readonly Outline[] {
  switch (shape.type) {
    case "box":
      return [outline(boxCorners(shape), true)];
    case "ellipse":
      return [outline(around(shape), true)];
    case "polygon":
      return ringsOf(shape).map((ring) => outline(ring, true));
    case "polyline":
      return [outline(shape.points, false)];
    default:
      return NONE;
  }
}

function outline(points: readonly Point[], closed: boolean): Outline {
  const xy = new Float32Array(points.length * 2);
  points.forEach(([x, y], index) => {
    xy[index * 2] = x;
    xy[index * 2 + 1] = y;
  });
  return { xy, closed };
}

function around(shape: Shape & { type: "ellipse" }): Point[] {
  const tilt = ((shape.rotation ?? 0) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  return Array.from({ length: ELLIPSE_SIDES }, (_, index): Point => {
    const turn = (index / ELLIPSE_SIDES) * Math.PI * 2;
    const [x, y] = [Math.cos(turn) * shape.rx, Math.sin(turn) * shape.ry];
    return [shape.x + x * cos - y * sin, shape.y + x * sin + y * cos];
  });
}
