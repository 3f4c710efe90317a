/** Turning boxes and ellipses about their centre: where the handle stands, and what a drag of it makes. */
import type { BoxShape, EllipseShape, Point } from "../contract/contract";
import { boxOfEllipse, handlePoint } from "./boxHandles";
import { boxCentre, clampTranslation, rotatePoint, type Size, shapeBounds, translateShape } from "./geometry";

export type Turnable = BoxShape | EllipseShape;

/** The whole steps that Shift holds the turn to, in degrees. */
export const TURN_STEP = 15;

export function isTurnable(shape: { type: string }): shape is Turnable {
  return shape.type === "box" || shape.type === "ellipse";
}

/** The box that carries the handles of a shape. */
export function handleBox(shape: Turnable): BoxShape {
  return shape.type === "box" ? shape : boxOfEllipse(shape);
}

/** Where the handle stands: above the middle of the top edge, `reach` image pixels out. */
export function turnHandle(shape: Turnable, reach: number): Point {
  const box = handleBox(shape);
  const [x, y] = handlePoint({ ...box, rotation: 0 }, "n");
  return rotatePoint([x, y - reach], boxCentre(box), box.rotation ?? 0);
}

/** An angle in degrees, from above -180 up to 180. */
export function wrapDegrees(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

/** The shape turned by `degrees` more; an upright shape has no rotation at all. */
export function turnBy<S extends Turnable>(shape: S, degrees: number): S {
  const rotation = wrapDegrees((shape.rotation ?? 0) + degrees);
  if (Math.abs(rotation) >= 1e-9) return { ...shape, rotation };
  const { rotation: _upright, ...rest } = shape;
  return rest as S;
}

/** The shape after its rotation handle is dragged from one point to another.
 *
 * Near the edge of the picture a turned shape moves inwards as far as it must; one too large to turn stays as it was.
 */
export function dragTurn<S extends Turnable>(
  shape: S,
  from: Point,
  to: Point,
  inSteps: boolean,
  frame: Size,
): S | null {
  const centre = boxCentre(handleBox(shape));
  const angle = ([x, y]: Point) => (Math.atan2(y - centre[1], x - centre[0]) * 180) / Math.PI;
  const wanted = (shape.rotation ?? 0) + angle(to) - angle(from);
  const rotation = inSteps ? Math.round(wanted / TURN_STEP) * TURN_STEP : wanted;
  return keepInside(turnBy(shape, rotation - (shape.rotation ?? 0)), frame);
}

/** The shape moved into the frame, or null when it is too large for it. */
export function keepInside<S extends Turnable>(shape: S, frame: Size): S | null {
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
