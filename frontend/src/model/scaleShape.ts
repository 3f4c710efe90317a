/** Scaling shapes together from one rectangle into another. */
import type { Point, Shape } from "../contract/contract";
import { type Bounds, fitsFrame, mapPoints, mapTrack, type Size, shapeBounds } from "./geometry";
import { scaleMask } from "./mask/scale";

/** The shape as it stands when everything in `from` is stretched to fill `to`.
 *
 * A turned shape keeps its angle: its sides grow by how much their own direction is stretched.
 */
export function scaleShape(shape: Shape, from: Bounds, to: Bounds): Shape {
  const sx = from.width > 0 ? to.width / from.width : 1;
  const sy = from.height > 0 ? to.height / from.height : 1;
  const place = ([x, y]: Point): Point => [to.x + (x - from.x) * sx, to.y + (y - from.y) * sy];
  switch (shape.type) {
    case "tag":
      return shape;
    case "mask":
      return scaleMask(shape, from, to);
    case "track":
      return mapTrack(shape, (placed) => scaleShape(placed, from, to));
    case "box":
    case "ellipse": {
      const turn = ((shape.rotation ?? 0) * Math.PI) / 180;
      const along = Math.hypot(sx * Math.cos(turn), sy * Math.sin(turn));
      const across = Math.hypot(sx * Math.sin(turn), sy * Math.cos(turn));
      if (shape.type === "ellipse") {
        const [x, y] = place([shape.x, shape.y]);
        return { ...shape, x, y, rx: shape.rx * along, ry: shape.ry * across };
      }
      const [cx, cy] = place([shape.x + shape.width / 2, shape.y + shape.height / 2]);
      const [width, height] = [shape.width * along, shape.height * across];
      return { ...shape, x: cx - width / 2, y: cy - height / 2, width, height };
    }
    default:
      return mapPoints(shape, place);
  }
}

/** Whether a shape so scaled lies inside the frame; a mask is asked before it would be cut there. */
export function fitsScaled(shape: Shape, from: Bounds, to: Bounds, frame: Size): boolean {
  const bounds = shape.type === "mask" ? shapeBounds(shape) : null;
  return fitsFrame(scaleShape(bounds ? { type: "box", ...bounds } : shape, from, to), frame);
}
