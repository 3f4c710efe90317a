/** Any closed shape as a mask of the frame. */
import type { MaskShape, Point, PolygonShape, Shape } from "../../contract/contract";
import { boxCorners, rotatePoint } from "../geometry";
import { polygonToMask } from "./rasterise";
import type { MaskSize } from "./spans";

/** The pixels whose centres lie in a shape; null for shapes that enclose nothing. */
export function shapeToMask(shape: Shape, size: MaskSize): MaskShape | null {
  switch (shape.type) {
    case "mask":
      return shape;
    case "box":
      return polygonToMask([boxCorners(shape)], size);
    case "polygon":
      return polygonToMask(ringsOf(shape), size);
    case "ellipse":
      return polygonToMask([ellipsePoints(shape)], size);
    default:
      return null;
  }
}

/** The outline, and the holes where the wire has them. */
function ringsOf(shape: PolygonShape & { holes?: readonly (readonly Point[])[] }): (readonly Point[])[] {
  return [shape.points, ...(shape.holes ?? [])];
}

/** As many points as the outline has pixels: closer than any centre could tell. */
function ellipsePoints(shape: Shape & { type: "ellipse" }): Point[] {
  const count = Math.max(32, Math.min(4_000, Math.ceil(Math.PI * 2 * Math.max(shape.rx, shape.ry))));
  return Array.from({ length: count }, (_, place) => {
    const turn = (Math.PI * 2 * place) / count;
    const at: Point = [shape.x + shape.rx * Math.cos(turn), shape.y + shape.ry * Math.sin(turn)];
    return rotatePoint(at, [shape.x, shape.y], shape.rotation ?? 0);
  });
}
