/** A mask as the polygon shapes that the wire knows. */
import type { MaskShape, Point, PolygonShape } from "../../contract/contract";
import { withHoles } from "../vertices";
import { type MaskPolygon, maskToPolygons, simplifyRing } from "./polygons";
import { maskArea, maskBounds } from "./spans";

/** Outlines may stray this far: the steps of the pixels go, what a person sees stays. */
const TOLERANCE = 1;
/** Specks of fewer pixels are left out beside larger parts. */
const SPECK = 6;
const MOST_HOLES = 1_000;
const MOST_POINTS = 10_000;

/** The parts of a mask as polygons with their holes, the largest first. */
export function maskToShapes(mask: MaskShape, tolerance = TOLERANCE): PolygonShape[] {
  const parts = maskToPolygons(mask, { tolerance });
  return parts
    .filter((part, place) => place === 0 || part.area >= SPECK)
    .map((part) => withHoles({ type: "polygon", points: part.outer }, kept(part.holes)));
}

/** Beside the largest part, others and holes count from this share of the whole mask on: less is a model's noise. */
const WORTH_KEEPING = 0.01;
/** An outline that a hand can still edit has at most this many points, holes included. */
const EASY_POINTS = 160;
/** But it never strays further than this share of the object's size. */
const MOST_STRAY = 0.015;

/** What a model saw as polygons for a hand to edit: parts and holes worth keeping, with as few points as will do. */
export function maskToEditable(mask: MaskShape): PolygonShape[] {
  const bounds = maskBounds(mask);
  if (!bounds) return [];
  const least = Math.max(SPECK, maskArea(mask) * WORTH_KEEPING);
  const parts = maskToPolygons(mask, { tolerance: 0 })
    .filter((part, place) => place === 0 || part.area >= least)
    .map(({ outer, holes }) => [outer, ...holes.filter((hole) => Math.abs(ringArea(hole)) >= least)]);
  const furthest = Math.max(TOLERANCE, Math.hypot(bounds.width, bounds.height) * MOST_STRAY);
  let tolerance = TOLERANCE;
  let simple = simplified(parts, tolerance);
  while (tolerance < furthest && simple.some(isLong)) {
    tolerance = Math.min(furthest, tolerance * 1.4);
    simple = simplified(parts, tolerance);
  }
  return simple.map(([outer = [], ...holes]) => withHoles({ type: "polygon", points: outer }, kept(holes)));
}

type Rings = readonly (readonly Point[])[];

function simplified(parts: readonly Rings[], tolerance: number): Rings[] {
  const simple = (ring: readonly Point[]) => simplifyRing(ring, tolerance);
  return parts.map(([outer = [], ...holes]) => {
    const outline = simple(outer);
    return [outline.length < 3 ? outer : outline, ...holes.map(simple).filter((hole) => hole.length >= 3)];
  });
}

const isLong = (rings: Rings): boolean => rings.reduce((sum, ring) => sum + ring.length, 0) > EASY_POINTS;

function ringArea(ring: readonly Point[]): number {
  let twice = 0;
  ring.forEach(([x, y], place) => {
    const [nextX, nextY] = ring[(place + 1) % ring.length] as Point;
    twice += x * nextY - nextX * y;
  });
  return twice / 2;
}

/** The holes that the server takes: so many, with so many points together. */
function kept(holes: MaskPolygon["holes"]): MaskPolygon["holes"] {
  let points = 0;
  return holes.slice(0, MOST_HOLES).filter((hole) => {
    points += hole.length;
    return points <= MOST_POINTS;
  });
}
