/** Stretches a mask from one rectangle into another, column by column of its stretches. */
import type { MaskShape } from "../../contract/contract";
import { eachColumnSpan, maskBounds, maskFromSpans, type PixelBounds, SpanList, spansOf } from "./spans";

/** The first pixel whose centre does not lie before a place. */
const firstFrom = (place: number): number => Math.ceil(place - 0.5);

/** The mask as it stands when everything in `from` is stretched to fill `to`; what leaves the frame is cut off.
 *
 * A pixel is set where the stretched mask covers its centre. A mask that would fall between all centres keeps the one
 * pixel nearest to its middle, so that making things small never removes one.
 */
export function scaleMask(mask: MaskShape, from: PixelBounds, to: PixelBounds): MaskShape {
  const [height, width] = mask.size;
  const bounds = maskBounds(mask);
  if (!bounds) return mask;
  const sx = from.width > 0 ? to.width / from.width : 1;
  const sy = from.height > 0 ? to.height / from.height : 1;
  const across = (x: number) => to.x + (x - from.x) * sx;
  const down = (y: number) => to.y + (y - from.y) * sy;
  const list = new SpanList();
  let rows: [number, number][] = [];
  let current = -1;
  let isEmpty = true;
  const flush = () => {
    if (rows.length === 0) return;
    const right = Math.min(width, firstFrom(across(current + 1)));
    for (let x = Math.max(0, firstFrom(across(current))); x < right; x++)
      for (const [top, bottom] of rows) {
        list.add(x * height + top, x * height + bottom);
        isEmpty = false;
      }
    rows = [];
  };
  eachColumnSpan(spansOf(mask), height, (column, first, last) => {
    if (column !== current) {
      flush();
      current = column;
    }
    const top = Math.max(0, firstFrom(down(first)));
    const bottom = Math.min(height, firstFrom(down(last)));
    if (bottom > top) rows.push([top, bottom]);
  });
  flush();
  if (isEmpty) {
    const held = (place: number, most: number) => Math.max(0, Math.min(most - 1, Math.floor(place)));
    const x = held(across(bounds.x + bounds.width / 2), width);
    const y = held(down(bounds.y + bounds.height / 2), height);
    list.add(x * height + y, x * height + y + 1);
  }
  return maskFromSpans(list.done(), mask.size);
}
