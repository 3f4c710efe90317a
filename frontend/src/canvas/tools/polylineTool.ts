/** Draws open lines point by point or freehand. */
import { isSlip, pathTool } from "./pathTool";

export const polylineTool = pathTool({
  closed: false,
  fewest: 2,
  freehand: true,
  shape: (points) => ({ type: "polyline", points }),
  finish: (points, _purpose, context) =>
    isSlip(points, context.scale) ? [] : [{ kind: "add", shape: { type: "polyline", points } }],
});
