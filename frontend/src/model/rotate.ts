/** Turning shapes about their centre: where the handle stands, and what a drag of it makes. */
import type { BoxShape, EllipseShape, Point, PolygonShape, PolylineShape, Shape } from "../contract/contract";
import { boxOfEllipse, handlePoint } from "./boxHandles";
import {
  boxCentre,
  clampTranslation,
  mapPoints,
  rotatePoint,
  type Size,
  shapeBounds,
  translateShape,
} from "./geometry";

/** Shapes that keep their angle, and are resized by a box that is turned with them. */
export type Boxed = BoxShape | EllipseShape;
/** Shapes that are turned point by point. */
export type Lined = PolygonShape | PolylineShape;
export type Turnable = Boxed | Lined;

/** The whole steps that Shift holds the turn to, in degrees. */
export const TURN_STEP = 15;
/** Area to mean squared distance below which a ring counts as a line, or as crossing itself. */
const LEAST_FILLED = 0.05;

export function isBoxed(shape: { type: string }): shape is Boxed {
  return shape.type === "box" || shape.type === "ellipse";
}

export function isTurnable(shape: { type: string }): shape is Turnable {
  return isBoxed(shape) || shape.type === "polygon" || shape.type === "polyline";
}

/** The box that carries the handles of a shape. */
export function handleBox(shape: Boxed): BoxShape {
  return shape.type === "box" ? shape : boxOfEllipse(shape);
}

/** Where the handle stands: above the middle of the top edge, `reach` image pixels out. */
export function turnHandle(shape: Turnable, reach: number): Point {
  const box = isBoxed(shape) ? handleBox(shape) : boundingBox(shape);
  const [x, y] = handlePoint({ ...box, rotation: 0 }, "n");
  return rotatePoint([x, y - reach], boxCentre(box), box.rotation ?? 0);
}

/** What a shape turns about; a turn leaves it where it is, so that a second one can take the first back. */
export function turnCentre(shape: Turnable): Point {
  if (isBoxed(shape)) return boxCentre(handleBox(shape));
  const middle = meanOf(shape.points);
  return shape.type === "polygon" ? (centroidOf(shape.points, middle) ?? middle) : middle;
}

function meanOf(points: readonly Point[]): Point {
  const count = Math.max(1, points.length);
  return [points.reduce((sum, [x]) => sum + x, 0) / count, points.reduce((sum, [, y]) => sum + y, 0) / count];
}

/** The middle of a ring's area; null when so little is enclosed that it may lie far off. */
function centroidOf(ring: readonly Point[], [mx, my]: Point): Point | null {
  let [area, cx, cy, spread] = [0, 0, 0, 0];
  ring.forEach(([px, py], index) => {
    const [qx, qy] = ring[(index + 1) % ring.length] as Point;
    const [ax, ay, bx, by] = [px - mx, py - my, qx - mx, qy - my];
    const cross = ax * by - bx * ay;
    area += cross / 2;
    cx += (cross * (ax + bx)) / 6;
    cy += (cross * (ay + by)) / 6;
    spread += (ax * ax + ay * ay) / ring.length;
  });
  return Math.abs(area) > LEAST_FILLED * spread ? [mx + cx / area, my + cy / area] : null;
}

function boundingBox(shape: Lined): BoxShape {
  return { type: "box", ...(shapeBounds(shape) ?? { x: 0, y: 0, width: 0, height: 0 }) };
}

/** An angle in degrees, from above -180 up to 180. */
export function wrapDegrees(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

/** The shape turned by `degrees` more; an upright shape has no rotation at all. */
export function turnBy<S extends Boxed>(shape: S, degrees: number): S {
  const rotation = wrapDegrees((shape.rotation ?? 0) + degrees);
  if (Math.abs(rotation) >= 1e-9) return { ...shape, rotation };
  const { rotation: _upright, ...rest } = shape;
  return rest as S;
}

/** The shape with each of its points, those of holes too, turned about a centre. */
export function turnPoints<S extends Lined>(shape: S, centre: Point, degrees: number): S {
  return degrees === 0 ? shape : mapPoints(shape, (point) => rotatePoint(point, centre, degrees));
}

/** The shape after its rotation handle is dragged from one point to another.
 *
 * In steps, what has an angle ends on a whole step, and what is made of points turns by whole steps. Near the edge of
 * the picture a turned shape moves inwards as far as it must; one too large to turn stays as it was.
 */
export function dragTurn(
  shape: Turnable,
  from: Point,
  to: Point,
  inSteps: boolean,
  frame: Size,
): Turnable | null {
  const centre = turnCentre(shape);
  const angle = ([x, y]: Point) => (Math.atan2(y - centre[1], x - centre[0]) * 180) / Math.PI;
  const before = isBoxed(shape) ? (shape.rotation ?? 0) : 0;
  const wanted = before + angle(to) - angle(from);
  const degrees = (inSteps ? Math.round(wanted / TURN_STEP) * TURN_STEP : wanted) - before;
  return keepInside(isBoxed(shape) ? turnBy(shape, degrees) : turnPoints(shape, centre, degrees), frame);
}

/** The shape moved into the frame, or null when it is too large for it. */
export function keepInside<S extends Shape>(shape: S, frame: Size): S | null {
  const bounds = shapeBounds(shape);
  if (!bounds || bounds.width > frame.width || bounds.height > frame.height) return null;
  const [dx, dy] = clampTranslation(bounds, 0, 0, frame);
  return dx === 0 && dy === 0 ? shape : (translateShape(shape, dx, dy) as S);
}

/** A turned box by one of its sides, from `a` to `b`, and a point that its other side passes through. */
export function boxOnSide(a: Point, b: Point, through: Point): BoxShape {
  const width = Math.hypot(b[0] - a[0], b[1] - a[1]);
  if (width === 0) return { type: "box", x: a[0], y: a[1], width: 0, height: 0 };
  const [ux, uy] = [(b[0] - a[0]) / width, (b[1] - a[1]) / width];
  const away = -(through[0] - a[0]) * uy + (through[1] - a[1]) * ux;
  const height = Math.abs(away);
  const cx = (a[0] + b[0]) / 2 - (uy * away) / 2;
  const cy = (a[1] + b[1]) / 2 + (ux * away) / 2;
  const box: BoxShape = { type: "box", x: cx - width / 2, y: cy - height / 2, width, height };
  return turnBy(box, (Math.atan2(uy, ux) * 180) / Math.PI);
}
