/** Masks as bitmaps of their bounding box, for those who need pixels: drawing, and models' answers. */
import type { MaskShape } from "../../contract/contract";
import {
  eachColumnSpan,
  type MaskSize,
  maskBounds,
  maskFromSpans,
  type PixelBounds,
  SpanList,
  type Spans,
  spansBounds,
  spansOf,
} from "./spans";

/** One byte a pixel (0 or 1), row by row, of a rectangle of the frame. */
export interface MaskBitmap extends PixelBounds {
  readonly bits: Uint8Array;
}

/** Unpack a mask's bounding box, and no more of the frame. */
export function maskToBitmap(mask: MaskShape): MaskBitmap {
  return spansToBitmap(spansOf(mask), mask.size[0], maskBounds(mask));
}

export function spansToBitmap(
  spans: Spans,
  frameHeight: number,
  bounds: PixelBounds | null = spansBounds(spans, frameHeight),
): MaskBitmap {
  const { x, y, width, height } = bounds ?? { x: 0, y: 0, width: 0, height: 0 };
  const bits = new Uint8Array(width * height);
  eachColumnSpan(spans, frameHeight, (column, top, bottom) => {
    let at = (top - y) * width + column - x;
    for (let row = top; row < bottom; row++, at += width) bits[at] = 1;
  });
  return { x, y, width, height, bits };
}

/** Pack a bitmap that lies somewhere on a frame; what sticks out of the frame is cut off. */
export function bitmapToMask(bitmap: MaskBitmap, size: MaskSize): MaskShape {
  const [frameHeight, frameWidth] = size;
  const { x, y, width, height, bits } = bitmap;
  const list = new SpanList();
  const top = Math.max(0, -y);
  const bottom = Math.min(height, frameHeight - y);
  for (let column = Math.max(0, -x); column < Math.min(width, frameWidth - x); column++) {
    const base = (x + column) * frameHeight + y;
    for (let row = top; row < bottom; row++) {
      if (bits[row * width + column]) list.add(base + row, base + row + 1);
    }
  }
  return maskFromSpans(list.done(), size);
}
