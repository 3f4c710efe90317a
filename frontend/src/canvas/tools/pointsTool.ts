/** Places loose points, one click each; Enter ends the group, a double click makes a group of one. */
import { pathTool } from "./pathTool";

export const pointsTool = pathTool({
  closed: false,
  fewest: 1,
  freehand: false,
  shape: (points) => ({ type: "points", points }),
  finish: (points) => [{ kind: "add", shape: { type: "points", points } }],
});
