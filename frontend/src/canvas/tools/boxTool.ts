/** Draws upright boxes by drag or by two clicks. */
import { cornerTool } from "./cornerTool";

export const boxTool = cornerTool((box) => box);
