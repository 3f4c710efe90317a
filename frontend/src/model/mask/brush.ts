/** The round brush: which pixels a stroke covers. */
import type { MaskShape, Point } from "../../contract/contract";
import { subtractSpans, unionSpans } from "./algebra";
import { type MaskSize, maskFromSpans, SpanList, type Spans, spansOf } from "./spans";

/** Whether a pixel's centre lies within `radius` of the segment; the one rule for what a brush covers. */
export function brushCovers(column: number, row: number, from: Point, to: Point, radius: number): boolean {
  const px = column + 0.5 - from[0];
  const py = row + 0.5 - from[1];
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
  const ex = px - t * dx;
  const ey = py - t * dy;
  return ex * ex + ey * ey <= radius * radius;
}

/** The pixels of a stroke's segment: one stretch in each column, because a capsule has no dents. */
export function capsuleSpans(from: Point, to: Point, radius: number, [height, width]: MaskSize): Spans {
  const list = new SpanList();
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - radius - 1));
  const right = Math.min(width - 1, Math.ceil(Math.max(from[0], to[0]) + radius + 1));
  for (let column = left; column <= right; column++) {
    const middle = nearestRow(column + 0.5, from, to, radius);
    if (middle === null) continue;
    let [top, bottom] = middle;
    // The estimate is off by a rounding at most; the rule decides the outermost pixels.
    while (brushCovers(column, top - 1, from, to, radius)) top -= 1;
    while (top <= bottom && !brushCovers(column, top, from, to, radius)) top += 1;
    while (brushCovers(column, bottom + 1, from, to, radius)) bottom += 1;
    while (bottom >= top && !brushCovers(column, bottom, from, to, radius)) bottom -= 1;
    if (top > bottom) continue;
    list.add(column * height + Math.max(0, top), column * height + Math.min(height, Math.max(0, bottom + 1)));
  }
  return list.done();
}

/** About which rows of a column the capsule covers: the discs at its ends and the band between them. */
function nearestRow(x: number, from: Point, to: Point, radius: number): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (a: number, b: number) => {
    if (a < low) low = a;
    if (b > high) high = b;
  };
  for (const [cx, cy] of [from, to]) {
    const half = radius * radius - (x - cx) ** 2;
    if (half >= 0) take(cy - Math.sqrt(half), cy + Math.sqrt(half));
  }
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = Math.hypot(dx, dy);
  if (length > 0) {
    // The band's two long sides, where the column meets them.
    const [nx, ny] = [(-dy / length) * radius, (dx / length) * radius];
    for (const side of [1, -1]) {
      const [ax, ay] = [from[0] + side * nx, from[1] + side * ny];
      const t = dx === 0 ? Number.NaN : (x - ax) / dx;
      if (t >= 0 && t <= 1) take(ay + t * dy, ay + t * dy);
    }
  }
  if (low > high) {
    // Between the rounding of this estimate and the rule a grazing column may still hold a pixel.
    const cy = Math.abs(x - from[0]) < Math.abs(x - to[0]) ? from[1] : to[1];
    if (Math.min(Math.abs(x - from[0]), Math.abs(x - to[0])) > radius + 1e-6) return null;
    return [Math.floor(cy - 0.5), Math.ceil(cy - 0.5)];
  }
  return [Math.ceil(low - 0.5), Math.floor(high - 0.5)];
}

/** The pixels of a stroke through several points. */
export function strokeSpans(points: readonly Point[], radius: number, size: MaskSize): Spans {
  const [first] = points;
  if (!first) return new Uint32Array(0);
  let spans = capsuleSpans(first, first, radius, size);
  for (let i = 1; i < points.length; i++)
    spans = unionSpans(spans, capsuleSpans(points[i - 1] as Point, points[i] as Point, radius, size));
  return spans;
}

/** Add a segment of a stroke to a mask. */
export function paintCapsule(mask: MaskShape, from: Point, to: Point, radius: number): MaskShape {
  return maskFromSpans(unionSpans(spansOf(mask), capsuleSpans(from, to, radius, mask.size)), mask.size);
}

/** Take a segment of a stroke away from a mask. */
export function eraseCapsule(mask: MaskShape, from: Point, to: Point, radius: number): MaskShape {
  return maskFromSpans(subtractSpans(spansOf(mask), capsuleSpans(from, to, radius, mask.size)), mask.size);
}
