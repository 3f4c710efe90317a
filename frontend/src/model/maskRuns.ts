/** Moves a mask's runs to another place or another frame; what leaves the frame is cut off. */
import type { MaskShape } from "../contract/contract";
import type { Size } from "./geometry";

/** The mask moved by whole pixels into a frame; null when nothing of it is left.
 *
 * `counts` alternate background and object down the columns, as COCO has them; `size` is height, width.
 */
export function moveMask(mask: MaskShape, dx: number, dy: number, frame: Size): MaskShape | null {
  const [height] = mask.size;
  const [right, down] = [Math.round(dx), Math.round(dy)];
  if (height < 1) return null;
  const counts: number[] = [];
  let written = 0;
  let at = 0;
  mask.counts.forEach((count, place) => {
    const end = at + count;
    if (place % 2 === 1) {
      while (at < end) {
        const column = Math.floor(at / height);
        const from = at - column * height;
        const to = Math.min(height, from + end - at);
        at += to - from;
        const x = column + right;
        const top = Math.max(0, from + down);
        const bottom = Math.min(frame.height, to + down);
        if (x < 0 || x >= frame.width || bottom <= top) continue;
        const start = x * frame.height + top;
        if (start === written && counts.length > 0)
          counts[counts.length - 1] = (counts.at(-1) ?? 0) + bottom - top;
        else counts.push(start - written, bottom - top);
        written = start + bottom - top;
      }
    }
    at = end;
  });
  if (counts.length === 0) return null;
  const rest = frame.width * frame.height - written;
  return { ...mask, size: [frame.height, frame.width], counts: rest > 0 ? [...counts, rest] : counts };
}
