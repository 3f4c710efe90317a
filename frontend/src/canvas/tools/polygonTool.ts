/** Draws polygons point by point or freehand, and with Alt cuts a hole into the selected one. */
import type { Point, PolygonShape } from "../../contract/contract";
import { hitsShape, insideRing, roundCoordinate } from "../../model/geometry";
import { withHoles } from "../../model/vertices";
import { isSlip, type PathKind, pathTool } from "./pathTool";
import type { ToolContext } from "./tool";

function selectedPolygon(context: ToolContext): { id: string; polygon: PolygonShape } | null {
  const [id] = context.selection;
  const shape = context.selection.size === 1 && id !== undefined ? context.shapeOf(id) : null;
  return id !== undefined && shape?.type === "polygon" ? { id, polygon: shape } : null;
}

/** Whether all points lie on one line, once rounded as they are stored. */
function isFlat(points: readonly Point[]): boolean {
  const [first, ...rest] = points.map(([x, y]): Point => [roundCoordinate(x), roundCoordinate(y)]);
  if (!first) return true;
  const other = rest.find(([x, y]) => x !== first[0] || y !== first[1]);
  if (!other) return true;
  const [dx, dy] = [other[0] - first[0], other[1] - first[1]];
  return rest.every(([x, y]) => Math.abs(dx * (y - first[1]) - dy * (x - first[0])) < 1e-6);
}

const POLYGON: PathKind = {
  closed: true,
  fewest: 3,
  freehand: true,
  shape: (points) => ({ type: "polygon", points }),
  begin(at, input, context) {
    if (!input.alt) return null;
    const target = selectedPolygon(context);
    if (!target) return "Select the polygon first, then cut a hole into it.";
    if (!hitsShape(target.polygon, at, 0)) return "A hole begins inside the selected polygon.";
    return { hole: target.id };
  },
  finish(points, purpose, context) {
    if (isSlip(points, context.scale) || isFlat(points)) return [];
    if (!purpose) return [{ kind: "add", shape: { type: "polygon", points } }];
    const polygon = context.shapeOf(purpose.hole);
    if (polygon?.type !== "polygon") return [];
    if (!points.every((point) => insideRing(polygon.points, point)))
      return [{ kind: "say", text: "A hole lies wholly inside its polygon." }];
    const cut = withHoles(polygon, [...(polygon.holes ?? []), points]);
    return [{ kind: "change", shapes: new Map([[purpose.hole, cut]]) }];
  },
};

export const polygonTool = pathTool(POLYGON);
