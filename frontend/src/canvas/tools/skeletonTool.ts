/** Places the active label's skeleton so that it fills a box, by drag or by two clicks. */
import { NO_SKELETON, skeletonIn } from "../../model/skeleton";
import { cornerTool } from "./cornerTool";

export const skeletonTool = cornerTool((box, { skeleton }) =>
  skeleton ? skeletonIn(skeleton, box) : NO_SKELETON,
);
