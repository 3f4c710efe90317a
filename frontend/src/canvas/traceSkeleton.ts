/** Adds skeletons to the pen's path: bones between keypoints, and a sign for each keypoint by its visibility. */
import type { Point, SkeletonShape, SkeletonTemplate } from "../contract/contract";
import { toScreen, type View } from "../model/transform";
import { visibilityOf } from "../model/vertices";

type Pen = CanvasRenderingContext2D;

const RADIUS = 4;

/** Bones end at the rim of their keypoints; one that leads to an absent keypoint is left out. */
export function traceBones(
  pen: Pen,
  shape: SkeletonShape,
  bones: SkeletonTemplate["edges"],
  view: View,
): void {
  for (const [a, b] of bones) {
    const from = shape.points[a];
    const to = shape.points[b];
    if (!from || !to || visibilityOf(shape, a) === 0 || visibilityOf(shape, b) === 0) continue;
    const [ax, ay] = toScreen(view, from);
    const [bx, by] = toScreen(view, to);
    const length = Math.hypot(bx - ax, by - ay);
    if (length <= RADIUS * 2) continue;
    const [dx, dy] = [((bx - ax) / length) * RADIUS, ((by - ay) / length) * RADIUS];
    pen.moveTo(ax + dx, ay + dy);
    pen.lineTo(bx - dx, by - dy);
  }
}

/** A visible keypoint is a circle, a hidden one a square on its corner, an absent one a cross. */
export function traceKeypoints(pen: Pen, shape: SkeletonShape, view: View): void {
  shape.points.forEach((point, index) => {
    const at = toScreen(view, point);
    const visibility = visibilityOf(shape, index);
    if (visibility === 2) traceCircle(pen, at);
    else if (visibility === 1) traceDiamond(pen, at);
    else traceCross(pen, at);
  });
}

function traceCircle(pen: Pen, [x, y]: Point): void {
  pen.moveTo(x + RADIUS, y);
  pen.arc(x, y, RADIUS, 0, Math.PI * 2);
}

function traceDiamond(pen: Pen, [x, y]: Point): void {
  const reach = RADIUS + 1;
  pen.moveTo(x, y - reach);
  pen.lineTo(x + reach, y);
  pen.lineTo(x, y + reach);
  pen.lineTo(x - reach, y);
  pen.closePath();
}

function traceCross(pen: Pen, [x, y]: Point): void {
  pen.moveTo(x - RADIUS, y - RADIUS);
  pen.lineTo(x + RADIUS, y + RADIUS);
  pen.moveTo(x + RADIUS, y - RADIUS);
  pen.lineTo(x - RADIUS, y + RADIUS);
}
