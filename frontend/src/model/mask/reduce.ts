/** A coarser copy of a mask, for drawing it smaller than it is. */
import { eachColumnSpan, type MaskSize, SpanList, type Spans } from "./spans";

export interface ReducedMask {
  readonly spans: Spans;
  readonly size: MaskSize;
}

/** Shrink by a whole factor; a coarse pixel is set where any of its pixels is, so that thin lines stay. */
export function reduceSpans(spans: Spans, [height, width]: MaskSize, factor: number): ReducedMask {
  const size: MaskSize = [Math.ceil(height / factor), Math.ceil(width / factor)];
  if (factor <= 1) return { spans, size: [height, width] };
  const list = new SpanList();
  let group: [number, number][] = [];
  let current = -1;
  const flush = () => {
    group.sort((a, b) => a[0] - b[0]);
    for (const [top, bottom] of group) list.add(current * size[0] + top, current * size[0] + bottom);
    group = [];
  };
  eachColumnSpan(spans, height, (column, top, bottom) => {
    const coarse = Math.floor(column / factor);
    if (coarse !== current) {
      flush();
      current = coarse;
    }
    group.push([Math.floor(top / factor), Math.ceil(bottom / factor)]);
  });
  flush();
  return { spans: list.done(), size };
}
