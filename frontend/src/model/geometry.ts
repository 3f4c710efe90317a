/** Pure geometry on shapes in image pixels: bounds, hit tests, moves. */
import type {
  BoxShape,
  KeyframeFields,
  Point,
  PolygonShape,
  Shape,
  TrackedShape,
  TrackShape,
} from "../contract/contract";
import { translateMask } from "./mask/algebra";
import { maskArea, maskBounds, maskIsNear, sameMask } from "./mask/spans";

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

const RADIANS = Math.PI / 180;

export function rotatePoint([x, y]: Point, [cx, cy]: Point, degrees: number): Point {
  const cos = Math.cos(degrees * RADIANS);
  const sin = Math.sin(degrees * RADIANS);
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
}

export function boxCentre(box: BoxShape): Point {
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** The four corners of a box, clockwise from its top left, rotation applied. */
export function boxCorners(box: BoxShape): Point[] {
  const { x, y, width, height } = box;
  const corners: Point[] = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  if (!box.rotation) return corners;
  const centre = boxCentre(box);
  return corners.map((corner) => rotatePoint(corner, centre, box.rotation ?? 0));
}

function pointsBounds(points: readonly Point[]): Bounds {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const [x, y] of points) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  if (left > right) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Axis-aligned bounds of a shape; null for tags, which are about the whole frame, and for empty masks.
 *
 * Those of a track hold all of its keyframes.
 */
export function shapeBounds(shape: Shape): Bounds | null {
  switch (shape.type) {
    case "box":
      if (!shape.rotation) return { x: shape.x, y: shape.y, width: shape.width, height: shape.height };
      return pointsBounds(boxCorners(shape));
    case "ellipse": {
      const cos = Math.cos((shape.rotation ?? 0) * RADIANS);
      const sin = Math.sin((shape.rotation ?? 0) * RADIANS);
      const rx = Math.hypot(shape.rx * cos, shape.ry * sin);
      const ry = Math.hypot(shape.rx * sin, shape.ry * cos);
      return { x: shape.x - rx, y: shape.y - ry, width: rx * 2, height: ry * 2 };
    }
    case "tag":
      return null;
    case "mask":
      return maskBounds(shape);
    case "track":
      return unionBounds(shape.keyframes.flatMap((keyframe) => shapeBounds(keyframe.shape) ?? []));
    case "polygon":
      // The holes are filled even-odd: one that sticks out is seen, and so it counts.
      return pointsBounds(shape.holes ? ringsOf(shape).flat() : shape.points);
    default:
      return pointsBounds(shape.points);
  }
}

/** Intersection over union of two upright rectangles. */
export function overlap(a: Bounds, b: Bounds): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

export function unionBounds(all: readonly Bounds[]): Bounds | null {
  if (all.length === 0) return null;
  return pointsBounds(
    all.flatMap((b): Point[] => [
      [b.x, b.y],
      [b.x + b.width, b.y + b.height],
    ]),
  );
}

/** All rings of a polygon: its outline, then its holes. */
export function ringsOf(polygon: PolygonShape): readonly (readonly Point[])[] {
  return polygon.holes ? [polygon.points, ...polygon.holes] : [polygon.points];
}

/** Whether a point lies inside a closed ring, by counting crossings. */
export function insideRing(points: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i] as Point;
    const [xj, yj] = points[j] as Point;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** The point of a segment nearest to another point. */
export function nearestOnSegment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): Point {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
  return [ax + t * dx, ay + t * dy];
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** Whether a point lies in the shape, or within `tolerance` image pixels of it; holes are not in it.
 *
 * `bones` are the pairs of keypoints that a skeleton's label joins.
 */
export function hitsShape(
  shape: Shape,
  at: Point,
  tolerance: number,
  bones: readonly (readonly [number, number])[] = [],
): boolean {
  switch (shape.type) {
    case "tag":
    // A track is hit where it is at a frame, not where all of its keyframes are.
    case "track":
      return false;
    case "mask":
      return maskIsNear(shape, at, tolerance);
    case "box": {
      const [x, y] = shape.rotation ? rotatePoint(at, boxCentre(shape), -shape.rotation) : at;
      return (
        x >= shape.x - tolerance &&
        x <= shape.x + shape.width + tolerance &&
        y >= shape.y - tolerance &&
        y <= shape.y + shape.height + tolerance
      );
    }
    case "ellipse": {
      const [x, y] = shape.rotation ? rotatePoint(at, [shape.x, shape.y], -shape.rotation) : at;
      const rx = Math.max(shape.rx + tolerance, 1e-6);
      const ry = Math.max(shape.ry + tolerance, 1e-6);
      return ((x - shape.x) / rx) ** 2 + ((y - shape.y) / ry) ** 2 <= 1;
    }
    case "skeleton":
    case "points":
      return (
        shape.points.some((point) => distance(point, at) <= tolerance * 1.5) ||
        (shape.type === "skeleton" && nearBone(shape.points, bones, at, tolerance))
      );
    case "polyline":
      return nearOutline(shape.points, at, tolerance, false);
    case "polygon": {
      const rings = ringsOf(shape);
      const crossings = rings.filter((ring) => insideRing(ring, at)).length;
      return crossings % 2 === 1 || rings.some((ring) => nearOutline(ring, at, tolerance, true));
    }
  }
}

function nearOutline(points: readonly Point[], at: Point, tolerance: number, closed: boolean): boolean {
  const last = closed ? points.length : points.length - 1;
  for (let i = 0; i < last; i++) {
    const from = points[i] as Point;
    const to = points[(i + 1) % points.length] as Point;
    if (distance(at, nearestOnSegment(at, from, to)) <= tolerance) return true;
  }
  return false;
}

function nearBone(
  points: readonly Point[],
  bones: readonly (readonly [number, number])[],
  at: Point,
  tolerance: number,
): boolean {
  return bones.some(([a, b]) => {
    const from = points[a];
    const to = points[b];
    return from && to && distance(at, nearestOnSegment(at, from, to)) <= tolerance;
  });
}

/** Area of a shape, for "the small one on top wins" hit order. */
export function shapeArea(shape: Shape): number {
  if (shape.type === "box") return shape.width * shape.height;
  if (shape.type === "ellipse") return Math.PI * shape.rx * shape.ry;
  if (shape.type === "mask") return maskArea(shape);
  const bounds = shapeBounds(shape);
  return bounds ? bounds.width * bounds.height : Number.POSITIVE_INFINITY;
}

/** The shape with another place for each of its points, holes included. */
export function mapPoints<S extends Shape & { points: readonly Point[] }>(
  shape: S,
  place: (point: Point) => Point,
): S {
  const moved = { ...shape, points: shape.points.map(place) };
  if (moved.type === "polygon" && shape.type === "polygon" && shape.holes)
    moved.holes = shape.holes.map((hole) => hole.map(place));
  return moved;
}

/** The track with another shape at each of its keyframes. */
export function mapTrack(track: TrackShape, place: (shape: TrackedShape) => Shape): TrackShape {
  return {
    ...track,
    keyframes: track.keyframes.map((keyframe) => ({
      ...keyframe,
      shape: place(keyframe.shape) as TrackedShape,
    })),
  };
}

export function translateShape(shape: Shape, dx: number, dy: number): Shape {
  switch (shape.type) {
    case "track":
      return mapTrack(shape, (placed) => translateShape(placed, dx, dy));
    case "tag":
      return shape;
    case "mask":
      return translateMask(shape, dx, dy);
    case "box":
    case "ellipse":
      return { ...shape, x: shape.x + dx, y: shape.y + dy };
    default:
      return mapPoints(shape, ([x, y]) => [x + dx, y + dy]);
  }
}

/** Whether a shape lies inside the frame, give or take a rounding error. */
export function fitsFrame(shape: Shape, frame: Size): boolean {
  const bounds = shapeBounds(shape);
  if (!bounds) return true;
  const slack = 1e-6;
  const { x, y, width, height } = bounds;
  return x >= -slack && y >= -slack && x + width <= frame.width + slack && y + height <= frame.height + slack;
}

export function clampPoint([x, y]: Point, frame: Size): Point {
  return [Math.max(0, Math.min(frame.width, x)), Math.max(0, Math.min(frame.height, y))];
}

/** The part of a translation that keeps `bounds` inside the frame. */
export function clampTranslation(bounds: Bounds, dx: number, dy: number, frame: Size): Point {
  const clamp = (value: number, low: number, high: number) =>
    low > high ? 0 : Math.max(low, Math.min(high, value));
  return [
    clamp(dx, -bounds.x, frame.width - bounds.x - bounds.width),
    clamp(dy, -bounds.y, frame.height - bounds.y - bounds.height),
  ];
}

/** A box from two opposite corners, cut to the frame and rounded to hundredths of a pixel. */
export function boxFromCorners(a: Point, b: Point, frame: Size): BoxShape {
  const [ax, ay] = clampPoint(a, frame);
  const [bx, by] = clampPoint(b, frame);
  const left = roundCoordinate(Math.min(ax, bx));
  const top = roundCoordinate(Math.min(ay, by));
  const right = roundCoordinate(Math.max(ax, bx));
  const bottom = roundCoordinate(Math.max(ay, by));
  return {
    type: "box",
    x: left,
    y: top,
    width: roundCoordinate(right - left),
    height: roundCoordinate(bottom - top),
  };
}

export function roundCoordinate(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Round every coordinate of a shape, so that what is stored is what a person can read. */
export function roundShape(shape: Shape): Shape {
  switch (shape.type) {
    case "tag":
    case "mask":
      return shape;
    case "track":
      return mapTrack(shape, roundShape);
    case "box":
      return {
        ...shape,
        x: roundCoordinate(shape.x),
        y: roundCoordinate(shape.y),
        width: roundCoordinate(shape.width),
        height: roundCoordinate(shape.height),
        ...roundedTurn(shape.rotation),
      };
    case "ellipse":
      return {
        ...shape,
        x: roundCoordinate(shape.x),
        y: roundCoordinate(shape.y),
        rx: roundCoordinate(shape.rx),
        ry: roundCoordinate(shape.ry),
        ...roundedTurn(shape.rotation),
      };
    default:
      return mapPoints(shape, ([x, y]) => [roundCoordinate(x), roundCoordinate(y)]);
  }
}

function roundedTurn(rotation: number | null | undefined): { rotation?: number } {
  return typeof rotation === "number" ? { rotation: roundCoordinate(rotation) } : {};
}

/** Whether two shapes are the same geometry. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.type === "mask" && b.type === "mask") return sameMask(a, b);
  if (a.type === "track" && b.type === "track") return a === b || sameTrack(a, b);
  return a === b || JSON.stringify(roundShape(a), sortedKeys) === JSON.stringify(roundShape(b), sortedKeys);
}

function sameTrack(a: TrackShape, b: TrackShape): boolean {
  return (
    a.keyframes.length === b.keyframes.length &&
    a.keyframes.every((keyframe, place) => {
      const other = b.keyframes[place];
      return other !== undefined && keyframe.frame === other.frame && sameKeyframe(keyframe, other);
    })
  );
}

/** Whether two keyframes say the same. */
export function sameKeyframe(a: KeyframeFields, b: KeyframeFields): boolean {
  if (a === b) return true;
  const [mine, theirs] = [a.attributes ?? {}, b.attributes ?? {}];
  const names = Object.keys(mine);
  return (
    Boolean(a.outside) === Boolean(b.outside) &&
    Boolean(a.occluded) === Boolean(b.occluded) &&
    names.length === Object.keys(theirs).length &&
    names.every((name) => mine[name] === theirs[name]) &&
    sameShape(a.shape, b.shape)
  );
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(
    ([name, inner]) =>
      !(name === "rotation" && !inner) && !(name === "holes" && Array.isArray(inner) && inner.length === 0),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
