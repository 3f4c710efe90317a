/** What keys do to the point that is chosen or under the pointer. */
import type { Shape } from "../../contract/contract";
import { cycleVisibility, isPointed, vertexPoint } from "../../model/vertices";
import type { Held, ToolContext } from "./tool";

/** Whether a point is still there, on the only selected object. */
export function isStanding(held: Held | null, context: ToolContext): held is Held {
  if (!held || !context.editable || context.selection.size !== 1 || !context.selection.has(held.id))
    return false;
  const shape = context.shapeOf(held.id);
  return shape !== null && isPointed(shape) && vertexPoint(shape, held.vertex) !== null;
}

/** The skeleton with the next visibility of the keypoint, as a change; null where there is no keypoint. */
export function turnVisibility(held: Held | null, context: ToolContext): ReadonlyMap<string, Shape> | null {
  if (!isStanding(held, context)) return null;
  const shape = context.shapeOf(held.id);
  if (shape?.type !== "skeleton") return null;
  return new Map([[held.id, cycleVisibility(shape, held.vertex.index)]]);
}
