/** What of the selected shapes a hand can take: resize handles, the turn handle, points, and the middles of edges. */
import type { BoxShape, Point, Shape } from "../contract/contract";
import { type Handle, handleAt } from "./boxHandles";
import { distance, shapeBounds, unionBounds } from "./geometry";
import { handleBox, isBoxed, isTurnable, turnHandle } from "./rotate";
import { hasEdges, isPointed, middleAt, type Vertex, vertexAt } from "./vertices";

export type Grip =
  | { readonly kind: "handle"; readonly handle: Handle }
  | { readonly kind: "turn" }
  | { readonly kind: "vertex"; readonly vertex: Vertex }
  /** The middle of the edge that starts at a vertex. */
  | { readonly kind: "middle"; readonly edge: Vertex };

/** Distances in screen pixels. */
export const TURN_REACH = 26;
export const SHORTEST_EDGE = 30;
const REACH = 8;
const PADDING = 14;
/** More shapes than these are moved together, not scaled. */
const MOST_SCALED = 500;

/** The box that carries the resize handles of the selection, if it has any. */
export function handleFrame(shapes: readonly Shape[], scale: number): BoxShape | null {
  const [only] = shapes;
  if (!only || shapes.length > MOST_SCALED) return null;
  const alone = shapes.length === 1;
  if (alone && isBoxed(only)) return handleBox(only);
  const compact = alone && (!isPointed(only) || hasEdges(only) || only.points.length < 2);
  if (compact) return null;
  const bounds = unionBounds(shapes.flatMap((shape) => shapeBounds(shape) ?? []));
  if (!bounds) return null;
  // Out of the way of the points themselves, which are taken one by one.
  const padding = alone ? PADDING / scale : 0;
  return {
    type: "box",
    x: bounds.x - padding,
    y: bounds.y - padding,
    width: bounds.width + padding * 2,
    height: bounds.height + padding * 2,
  };
}

/** The grip under a point of the image, for a selection seen at `scale` screen pixels for each of the image. */
export function gripAt(shapes: readonly Shape[], at: Point, scale: number): Grip | null {
  const [only] = shapes;
  if (!only) return null;
  const alone = shapes.length === 1;
  const reach = REACH / scale;
  if (alone && isPointed(only)) {
    const vertex = vertexAt(only, at, reach);
    if (vertex) return { kind: "vertex", vertex };
  }
  const frame = handleFrame(shapes, scale);
  if (frame) {
    // On a small box the handles give way, so that its middle can still be taken.
    const side = Math.min(frame.width, frame.height);
    const handle = handleAt(frame, at, Math.min(reach, Math.max(side / 3, 3 / scale)));
    if (handle) return { kind: "handle", handle };
  }
  if (alone && isTurnable(only) && distance(turnHandle(only, TURN_REACH / scale), at) <= reach)
    return { kind: "turn" };
  if (alone && isPointed(only)) {
    const edge = middleAt(only, at, reach, SHORTEST_EDGE / scale);
    if (edge) return { kind: "middle", edge };
  }
  return null;
}
