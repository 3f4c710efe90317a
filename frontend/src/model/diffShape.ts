/** What changed between two versions of an annotation, as the fields of a correction. */
import type { Annotation, Shape } from "../contract/contract";
import { roundShape, sameShape } from "./geometry";

export interface ShapeChange {
  kind: "reshape";
  shape: Shape;
}

/** The reshape that leads from one shape to another, or null when nothing moved. */
export function diffShape(before: Shape, after: Shape): ShapeChange | null {
  return sameShape(before, after) ? null : { kind: "reshape", shape: roundShape(after) };
}

/** Which properties of an annotation differ between two versions, for the conflict notice. */
export function differingProperties(
  mine: { label: string; shape: Shape },
  theirs: Annotation,
): ("label" | "shape")[] {
  const differing: ("label" | "shape")[] = [];
  if (mine.label !== theirs.label) differing.push("label");
  if (!sameShape(mine.shape, theirs.shape)) differing.push("shape");
  return differing;
}
