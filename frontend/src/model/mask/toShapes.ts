/** A mask as the polygon shapes that the wire knows. */
import type { MaskShape, PolygonShape } from "../../contract/contract";
import { maskToPolygons } from "./polygons";

/** Outlines may stray this far: the steps of the pixels go, what a person sees stays. */
const TOLERANCE = 1;
/** Specks of fewer pixels are left out beside larger parts. */
const SPECK = 6;

/** The parts of a mask as polygons, the largest first. */
export function maskToShapes(mask: MaskShape, tolerance = TOLERANCE): PolygonShape[] {
  const parts = maskToPolygons(mask, { tolerance });
  return parts
    .filter((part, place) => place === 0 || part.area >= SPECK)
    .map((part) => ({ type: "polygon", points: part.outer }));
}
