/** What changed between two versions of an annotation, as the fields of a correction. */
import type { Annotation, Changes, Shape } from "../contract/contract";
import { roundShape, sameShape } from "./geometry";

export interface ShapeChange {
  kind: "reshape";
  shape: Shape;
}

/** The reshape that leads from one shape to another, or null when nothing moved. */
export function diffShape(before: Shape, after: Shape): ShapeChange | null {
  return sameShape(before, after) ? null : { kind: "reshape", shape: roundShape(after) };
}

/** Which properties of an annotation differ between two versions, in words, for the conflict notice. */
export function differingProperties(
  mine: { label: string; shape: Shape; changes?: Changes | undefined },
  theirs: Annotation,
): string[] {
  const differing: string[] = [];
  if (mine.label !== theirs.label) differing.push("label");
  if (!sameShape(mine.shape, theirs.shape)) differing.push("shape");
  const { attributes = {}, occluded, z, group } = mine.changes ?? {};
  for (const [name, value] of Object.entries(attributes))
    if ((theirs.attributes[name] ?? null) !== value) differing.push(`attribute “${name}”`);
  if (occluded !== undefined && occluded !== theirs.occluded) differing.push("occlusion");
  if (z !== undefined && z !== theirs.z) differing.push("drawing order");
  if (group !== undefined && group !== theirs.group) differing.push("group");
  return differing;
}
