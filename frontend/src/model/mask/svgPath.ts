/** A mask's border as the path of an SVG element, in image pixels. */
import type { MaskShape } from "../../contract/contract";
import { simplifyRing } from "./polygons";
import { traceRings } from "./rings";
import { spansOf } from "./spans";

export function maskToSvgPath(mask: MaskShape, tolerance = 0.5): string {
  return traceRings(spansOf(mask), mask.size[0])
    .map(({ points }) => `M${simplifyRing(points, tolerance).join("L")}Z`)
    .join("");
}
