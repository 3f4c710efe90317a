/** What a drag of a grip makes of the selected shapes. */
import type { BoxShape, Point, Shape } from "../../contract/contract";
import { dragHandle, ellipseIn, type Handle, handlePoint, stretchBox } from "../../model/boxHandles";
import { furthest } from "../../model/furthest";
import { clampPoint, fitsFrame } from "../../model/geometry";
import { type Grip, handleFrame } from "../../model/grips";
import { dragTurn, isBoxed, isTurnable, turnCentre } from "../../model/rotate";
import { fitsScaled, scaleShape } from "../../model/scaleShape";
import { edgesOf, insertVertex, isPointed, middleOf, moveVertex, type Vertex } from "../../model/vertices";
import type { Guide } from "../../state/draftStore";
import type { PointerInput, ToolContext } from "./tool";

export interface GripStart {
  readonly grip: Grip;
  readonly from: Point;
  readonly originals: ReadonlyMap<string, Shape>;
}

export interface Dragged {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly guide: Guide;
}

/** The shapes after the grip is dragged to the pointer; null where they cannot follow it. */
export function dragGrip(start: GripStart, input: PointerInput, context: ToolContext): Dragged | null {
  const { grip, originals } = start;
  const [first] = originals;
  if (!first) return null;
  const [id, shape] = first;
  const made = (next: Shape | null, guide: Guide = {}): Dragged | null =>
    next && { shapes: new Map([[id, next]]), guide };
  switch (grip.kind) {
    case "turn":
      if (!isTurnable(shape)) return null;
      return made(
        dragTurn(shape, start.from, input.at, input.shift, context.frame),
        // The angle of a box is seen by its handle; a polygon has none that would turn with it.
        isBoxed(shape) ? {} : { turn: { centre: turnCentre(shape), hand: input.at } },
      );
    case "vertex":
    case "middle": {
      if (!isPointed(shape)) return null;
      const snap = input.mod ? context.snap(input.at, new Set([id])) : null;
      const to = clampPoint(snap?.at ?? input.at, context.frame);
      const next =
        grip.kind === "vertex" ? moveVertex(shape, grip.vertex, to) : insertVertex(shape, grip.edge, to)[0];
      return made(next, { snap: snap?.at ?? null });
    }
    case "handle":
      if (originals.size === 1 && isBoxed(shape))
        return made(resizeOne(shape, grip.handle, start, input, context));
      return scaleAll(grip.handle, start, input, context);
  }
}

function resizeOne(
  shape: Shape,
  handle: Handle,
  start: GripStart,
  input: PointerInput,
  context: ToolContext,
): Shape | null {
  const box = handleFrame([shape], context.scale);
  if (!box) return null;
  const resized = dragHandle(box, handle, followed(box, handle, start.from, input.at), context.frame);
  if (shape.type === "box") return resized;
  const ellipse = ellipseIn(resized);
  return fitsFrame(ellipse, context.frame) ? ellipse : null;
}

/** Where the handle goes: it keeps its distance to the pointer, so that taking it never makes it jump. */
function followed(box: BoxShape, handle: Handle, from: Point, to: Point): Point {
  const [x, y] = handlePoint(box, handle);
  return [x + to[0] - from[0], y + to[1] - from[1]];
}

/** Scale the selection as one; it stops at the picture's edge, and before it would turn over. */
function scaleAll(
  handle: Handle,
  start: GripStart,
  input: PointerInput,
  context: ToolContext,
): Dragged | null {
  const from = handleFrame([...start.originals.values()], context.scale);
  if (!from) return null;
  const [dx, dy] = [input.at[0] - start.from[0], input.at[1] - start.from[1]];
  const [x, y] = handlePoint(from, handle);
  const originals = [...start.originals.values()];
  const to = furthest(
    (share) => stretchBox(from, handle, [x + dx * share, y + dy * share]),
    (box) =>
      !isTurnedOver(from, box, handle) &&
      originals.every((shape) => fitsScaled(shape, from, box, context.frame)),
  );
  if (isTurnedOver(from, to, handle)) return null;
  const shapes = new Map([...start.originals].map(([id, shape]) => [id, scaleShape(shape, from, to)]));
  return { shapes, guide: {} };
}

function isTurnedOver(from: BoxShape, to: BoxShape, handle: Handle): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;
  const right = (box: BoxShape) => box.x + box.width;
  const bottom = (box: BoxShape) => box.y + box.height;
  return !(
    (!handle.includes("w") || near(right(from), right(to))) &&
    (!handle.includes("e") || near(from.x, to.x)) &&
    (!handle.includes("n") || near(bottom(from), bottom(to))) &&
    (!handle.includes("s") || near(from.y, to.y))
  );
}

/** The shape with a new point in the middle of an edge, and that point. */
export function splitEdge(shape: Shape, edge: Vertex): [Shape, Vertex] | null {
  if (!isPointed(shape)) return null;
  const found = edgesOf(shape, edge.ring).find(({ index }) => index === edge.index);
  return found ? insertVertex(shape, edge, middleOf(found.from, found.to)) : null;
}
