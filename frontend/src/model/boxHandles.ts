/** The eight resize handles of a box: where they are, which one is hit, what a drag makes of the box. */
import type { BoxShape, EllipseShape, Point } from "../contract/contract";
import { furthest } from "./furthest";
import { boxCentre, clampPoint, fitsFrame, rotatePoint, type Size } from "./geometry";

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

/** The box after its handle is dragged to `to`; dragging past the opposite side turns the box over.
 *
 * The opposite corner or side stays where it is, in the box's own turned frame. A turned box stops growing where one of
 * its corners would leave the picture.
 */
export function dragHandle(box: BoxShape, handle: Handle, to: Point, frame: Size): BoxShape {
  if (!box.rotation) return stretchBox(box, handle, clampPoint(to, frame));
  const from = handlePoint(box, handle);
  const part = (share: number) =>
    stretchBox(box, handle, [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
  return furthest(part, (shape) => fitsFrame(shape, frame));
}

/** The box after its handle is dragged to `to`, whatever the picture's edge says. */
export function stretchBox(box: BoxShape, handle: Handle, to: Point): BoxShape {
  const rotation = box.rotation ?? 0;
  const centre = boxCentre(box);
  const [px, py] = rotation ? rotatePoint(to, centre, -rotation) : to;
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

/** The box around an ellipse, turned with it: an ellipse is resized by the handles of this box. */
export function boxOfEllipse({ x, y, rx, ry, rotation }: EllipseShape): BoxShape {
  const box: BoxShape = { type: "box", x: x - rx, y: y - ry, width: rx * 2, height: ry * 2 };
  return rotation ? { ...box, rotation } : box;
}

/** The ellipse that fills a box. */
export function ellipseIn(box: BoxShape): EllipseShape {
  const [x, y] = boxCentre(box);
  const ellipse: EllipseShape = { type: "ellipse", x, y, rx: box.width / 2, ry: box.height / 2 };
  return box.rotation ? { ...ellipse, rotation: box.rotation } : ellipse;
}

const COMPASS: readonly Handle[] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/** The CSS cursor for a handle of a box turned by `rotation` degrees. */
export function handleCursor(handle: Handle, rotation = 0): string {
  const seen = COMPASS[(((COMPASS.indexOf(handle) + Math.round(rotation / 45)) % 8) + 8) % 8];
  if (seen === "n" || seen === "s") return "ns-resize";
  if (seen === "e" || seen === "w") return "ew-resize";
  return seen === "nw" || seen === "se" ? "nwse-resize" : "nesw-resize";
}
