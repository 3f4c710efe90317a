/** Turns outlines into masks: a pixel is set when its centre is inside. */
import type { MaskShape, Point } from "../../contract/contract";
import { type MaskSize, maskFromSpans, SpanList } from "./spans";

/** A mask of rings by the even-odd rule: holes are rings inside rings, in either direction. */
export function polygonToMask(rings: readonly (readonly Point[])[], size: MaskSize): MaskShape {
  const [height, width] = size;
  const crossings = crossingsByColumn(rings, width);
  const list = new SpanList();
  for (const [column, rows] of crossings) {
    rows.sort((a, b) => a - b);
    for (let i = 0; i + 1 < rows.length; i += 2) {
      const top = Math.max(0, Math.ceil((rows[i] as number) - 0.5));
      const bottom = Math.min(height, Math.ceil((rows[i + 1] as number) - 0.5));
      list.add(column * height + top, column * height + bottom);
    }
  }
  return maskFromSpans(list.done(), size);
}

/** For each column, in order, the heights at which the rings cross the line through its pixels' centres. */
function crossingsByColumn(rings: readonly (readonly Point[])[], width: number): [number, number[]][] {
  const found = new Map<number, number[]>();
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[j] as Point;
      const [bx, by] = ring[i] as Point;
      if (ax === bx) continue;
      const [left, right] = ax < bx ? [ax, bx] : [bx, ax];
      const first = Math.max(0, Math.ceil(left - 0.5));
      const end = Math.min(width, Math.ceil(right - 0.5));
      const slope = (by - ay) / (bx - ax);
      for (let column = first; column < end; column++) {
        const row = ay + (column + 0.5 - ax) * slope;
        const rows = found.get(column);
        if (rows) rows.push(row);
        else found.set(column, [row]);
      }
    }
  }
  return [...found].sort((a, b) => a[0] - b[0]);
}
