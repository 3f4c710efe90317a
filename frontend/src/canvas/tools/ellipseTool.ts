/** Draws ellipses by the box around them, by drag or by two clicks. */
import { ellipseIn } from "../../model/boxHandles";
import { cornerTool } from "./cornerTool";

export const ellipseTool = cornerTool((box) => ellipseIn(box));
