/** Turns masks into polygons: borders, simplified, each hole with the outline it lies in. */
import type { MaskShape, Point } from "../../contract/contract";
import { type Ring, traceRings } from "./rings";
import { spansOf } from "./spans";

export interface MaskPolygon {
  readonly outer: readonly Point[];
  readonly holes: readonly (readonly Point[])[];
  /** Pixels inside the outer ring, holes included, before it was simplified. */
  readonly area: number;
}

export interface PolygonOptions {
  /** How far, in pixels, a simplified outline may stray; 0 keeps every step of the pixels. */
  readonly tolerance: number;
  /** Rings of less than this many pixels are left out. */
  readonly minArea?: number;
  readonly mostPoints?: number;
}

/** More points than this are refused by the server. */
const MOST_POINTS = 10_000;

/** The parts of a mask as polygons, the largest first. */
export function maskToPolygons(mask: MaskShape, options: PolygonOptions): MaskPolygon[] {
  const { tolerance, minArea = 0, mostPoints = MOST_POINTS } = options;
  const rings = traceRings(spansOf(mask), mask.size[0]).filter((ring) => Math.abs(ring.area) >= minArea);
  const outers = rings.filter((ring) => ring.area > 0).sort((a, b) => b.area - a.area);
  const boxes = outers.map(boxOf);
  const holes: Ring[][] = outers.map(() => []);
  for (const ring of rings) {
    if (ring.area > 0) continue;
    const owner = ownerOf(ring, outers, boxes);
    if (owner >= 0) holes[owner]?.push(ring);
  }
  return outers.map((ring, place) => {
    const simple = simplifyToFit(ring.points, tolerance, mostPoints);
    const outer = simple.length < 3 ? ring.points : simple;
    const inner = (holes[place] ?? [])
      .map((hole) => simplifyToFit(hole.points, tolerance, mostPoints))
      .filter((points) => points.length >= 3);
    return { outer, holes: inner, area: ring.area };
  });
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxOf(ring: Ring): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring.points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

/** The smallest outer ring around the set pixel beside a hole's first edge; outers come largest first. */
function ownerOf(hole: Ring, outers: readonly Ring[], boxes: readonly Box[]): number {
  const [a, b] = [hole.points[0], hole.points[1]];
  if (!a || !b) return -1;
  const [dx, dy] = [Math.sign(b[0] - a[0]), Math.sign(b[1] - a[1])];
  // Half a pixel along the edge and half a pixel to its right: the middle of the set pixel.
  const at: Point = [a[0] + (dx - dy) / 2, a[1] + (dy + dx) / 2];
  for (let i = outers.length - 1; i >= 0; i--) {
    const box = boxes[i] as Box;
    if (at[0] < box.left || at[0] > box.right || at[1] < box.top || at[1] > box.bottom) continue;
    if (isInside((outers[i] as Ring).points, at)) return i;
  }
  return -1;
}

function isInside(points: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i] as Point;
    const [xj, yj] = points[j] as Point;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function simplifyToFit(points: readonly Point[], tolerance: number, most: number): readonly Point[] {
  let allowed = tolerance;
  let simple = simplifyRing(points, allowed);
  while (simple.length > most) {
    allowed = Math.max(0.5, allowed * 2);
    simple = simplifyRing(points, allowed);
  }
  return simple;
}

/** Leave out the points of a ring that lie within `tolerance` of the line without them (Douglas and Peucker). */
export function simplifyRing(points: readonly Point[], tolerance: number): readonly Point[] {
  const count = points.length;
  if (tolerance <= 0 || count <= 4) return points;
  const origin = points[0] as Point;
  let far = 0;
  let farthest = -1;
  for (let i = 1; i < count; i++) {
    const [x, y] = points[i] as Point;
    const distance = (x - origin[0]) ** 2 + (y - origin[1]) ** 2;
    if (distance > farthest) [far, farthest] = [i, distance];
  }
  const kept = new Uint8Array(count);
  kept[0] = kept[far] = 1;
  const waiting: [number, number][] = [
    [0, far],
    [far, count],
  ];
  while (waiting.length > 0) {
    const [from, to] = waiting.pop() as [number, number];
    const a = points[from] as Point;
    const b = points[to % count] as Point;
    let worst = tolerance * tolerance;
    let at = -1;
    for (let i = from + 1; i < to; i++) {
      const distance = distanceSquared(points[i] as Point, a, b);
      if (distance > worst) [at, worst] = [i, distance];
    }
    if (at < 0) continue;
    kept[at] = 1;
    waiting.push([from, at], [at, to]);
  }
  return points.filter((_point, index) => kept[index] === 1);
}

function distanceSquared([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
  return (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2;
}
