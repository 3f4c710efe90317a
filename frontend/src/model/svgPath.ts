/** A shape's lines as the path of an SVG element, in image pixels. */
import type { Point, Shape } from "../contract/contract";
import { boxCorners, ringsOf, rotatePoint, shapeBounds } from "./geometry";
import { maskToSvgPath } from "./mask/svgPath";

const ring = (points: readonly Point[]): string => (points.length > 0 ? `M${points.join("L")}Z` : "");
/** A line of no length, which round ends make a dot. */
const dot = ([x, y]: Point): string => `M${x},${y}h0`;

/** The path of a shape: of a track, which is many shapes, all that they reach; "" for a tag. */
export function shapeToSvgPath(shape: Shape): string {
  switch (shape.type) {
    case "box":
      return ring(boxCorners(shape));
    case "ellipse": {
      const { x, y, rx, ry } = shape;
      const rotation = shape.rotation ?? 0;
      const end = (by: number) => rotatePoint([x + by, y], [x, y], rotation);
      const arc = `A${rx},${ry} ${rotation} 0 1`;
      return `M${end(rx)}${arc} ${end(-rx)}${arc} ${end(rx)}Z`;
    }
    case "polygon":
      return ringsOf(shape).map(ring).join("");
    case "polyline":
      return `M${shape.points.join("L")}`;
    case "points":
    case "skeleton":
      return shape.points.map(dot).join("");
    case "mask":
      return maskToSvgPath(shape);
    case "track": {
      const bounds = shapeBounds(shape);
      return bounds ? ring(boxCorners({ type: "box", ...bounds })) : "";
    }
    case "tag":
      return "";
  }
}

/** Whether a shape is made of dots, which have no inside. */
export function isDotted(shape: Shape): boolean {
  return shape.type === "points" || shape.type === "skeleton";
}
