/** A mask as the polygon shapes that the wire knows. */
import type { MaskShape, PolygonShape } from "../../contract/contract";
import { withHoles } from "../vertices";
import { type MaskPolygon, maskToPolygons } from "./polygons";

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

/** The holes that the server takes: so many, with so many points together. */
function kept(holes: MaskPolygon["holes"]): MaskPolygon["holes"] {
  let points = 0;
  return holes.slice(0, MOST_HOLES).filter((hole) => {
    points += hole.length;
    return points <= MOST_POINTS;
  });
}
