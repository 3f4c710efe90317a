/** The eight resize handles of a box: where they are, which one is hit, what a drag makes of the box. */
import type { BoxShape, Point } from "../contract/contract";
import { boxCentre, rotatePoint, type Size } from "./geometry";

export type Handle = "nw" | "n" | "ne" | "e" | "se" | "s" | "sw" | "w";

export const HANDLES: readonly Handle[] = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

const MIN_SIDE = 1;

/** Position of one handle in image pixels. */
export function handlePoint(box: BoxShape, handle: Handle): Point {
  const x = handle.includes("w") ? box.x : handle.includes("e") ? box.x + box.width : box.x + box.width / 2;
  const y = handle.includes("n") ? box.y : handle.includes("s") ? box.y + box.height : box.y + box.height / 2;
  return box.rotation ? rotatePoint([x, y], boxCentre(box), box.rotation) : [x, y];
}

/** The handle within `tolerance` image pixels of a point; corners win over sides. */
export function handleAt(box: BoxShape, at: Point, tolerance: number): Handle | null {
  const order: readonly Handle[] = ["nw", "ne", "se", "sw", "n", "e", "s", "w"];
  let best: Handle | null = null;
  let bestDistance = tolerance;
  for (const handle of order) {
    const [x, y] = handlePoint(box, handle);
    const distance = Math.max(Math.abs(x - at[0]), Math.abs(y - at[1]));
    if (distance < bestDistance || (distance === bestDistance && best === null)) {
      best = handle;
      bestDistance = distance;
    }
  }
  return best;
}

/** The box after its handle is dragged to `to`; dragging past the opposite side turns the box over. */
export function dragHandle(box: BoxShape, handle: Handle, to: Point, frame: Size): BoxShape {
  const rotation = box.rotation ?? 0;
  const centre = boxCentre(box);
  const [px, py] = rotation ? rotatePoint(to, centre, -rotation) : clampPoint(to, frame);
  let left = box.x;
  let right = box.x + box.width;
  let top = box.y;
  let bottom = box.y + box.height;
  if (handle.includes("w")) left = px;
  if (handle.includes("e")) right = px;
  if (handle.includes("n")) top = py;
  if (handle.includes("s")) bottom = py;
  const x = Math.min(left, right);
  const y = Math.min(top, bottom);
  const resized: BoxShape = {
    ...box,
    x,
    y,
    width: Math.max(MIN_SIDE, Math.abs(right - left)),
    height: Math.max(MIN_SIDE, Math.abs(bottom - top)),
  };
  if (!rotation) return resized;
  // A rotated box turns about its own centre, which the resize moved: shift so that the fixed side stays put.
  const [cx, cy] = boxCentre(resized);
  const [wantedX, wantedY] = rotatePoint([cx, cy], centre, rotation);
  return { ...resized, x: resized.x + wantedX - cx, y: resized.y + wantedY - cy };
}

function clampPoint([x, y]: Point, frame: Size): Point {
  return [Math.max(0, Math.min(frame.width, x)), Math.max(0, Math.min(frame.height, y))];
}

/** The CSS cursor for a handle. */
export function handleCursor(handle: Handle): string {
  if (handle === "n" || handle === "s") return "ns-resize";
  if (handle === "e" || handle === "w") return "ew-resize";
  return handle === "nw" || handle === "se" ? "nwse-resize" : "nesw-resize";
}
