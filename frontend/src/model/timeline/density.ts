/** How thickly frames of a video are spoken of, column by column of a ruler, whatever their number. */
import type { TimelineView } from "./view";

export interface Column {
  /** From the left edge of the lanes, in CSS pixels. */
  readonly x: number;
  readonly width: number;
  /** The most on one of its frames. */
  readonly most: number;
}

/** The columns in sight that have any; `counts` are frames and how much is said of each, ascending. */
export function columnsOf(
  counts: readonly (readonly [number, number])[],
  view: TimelineView,
  width: number,
): Column[] {
  const { first, perFrame } = view;
  const columns: Column[] = [];
  const wide = Math.max(1, perFrame);
  let [low, high] = [0, counts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((counts[middle]?.[0] ?? 0) < first - 1) low = middle + 1;
    else high = middle;
  }
  let x = Number.NEGATIVE_INFINITY;
  let most = 0;
  const close = () => {
    if (most > 0) columns.push({ x, width: wide, most });
  };
  for (let at = low; at < counts.length; at++) {
    const [frame, count] = counts[at] as readonly [number, number];
    const left = perFrame < 1 ? Math.floor((frame - first) * perFrame) : (frame - first) * perFrame;
    if (left > width) break;
    if (left !== x) {
      close();
      x = left;
      most = 0;
    }
    most = Math.max(most, count);
  }
  close();
  return columns;
}
