/** A mask as sorted stretches of pixels: what the wire's runs mean, without ever unpacking the frame. */
import type { MaskShape, Point } from "../../contract/contract";

/** Start and end (exclusive) of each stretch of set pixels, counted down the columns; ascending, never touching.
 *
 * Everything is done on these: a mask of a 100-megapixel frame costs what its outline costs.
 */
export type Spans = Uint32Array;

/** Height and width of the frame, as the wire names them. */
export type MaskSize = readonly [height: number, width: number];

export interface PixelBounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The server refuses a mask of more runs than this. */
export const MOST_RUNS = 200_000;

interface Known {
  readonly spans: Spans;
  bounds?: PixelBounds | null;
  area?: number;
}

/** Masks never change, so what was worked out once holds for as long as the mask is kept. */
const known = new WeakMap<MaskShape, Known>();

function lookUp(mask: MaskShape): Known {
  let found = known.get(mask);
  if (!found) {
    found = { spans: decodeRuns(mask.counts) };
    known.set(mask, found);
  }
  return found;
}

/** Read runs; empty ones in the middle are legal on the wire and join their neighbours here. */
export function decodeRuns(counts: readonly number[]): Spans {
  const spans = new Uint32Array(counts.length + 1);
  let used = 0;
  let position = 0;
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i] as number;
    if (i % 2 === 1 && run > 0) {
      if (used > 0 && spans[used - 1] === position) used -= 1;
      else spans[used++] = position;
      spans[used++] = position + run;
    }
    position += run;
  }
  return spans.slice(0, used);
}

/** Write runs in their one shortest form: background first, no empty run but that one. */
export function encodeRuns(spans: Spans, [height, width]: MaskSize): number[] {
  const total = height * width;
  const counts: number[] = [];
  let position = 0;
  for (let i = 0; i < spans.length; i += 2) {
    const start = spans[i] as number;
    const end = spans[i + 1] as number;
    counts.push(start - position, end - start);
    position = end;
  }
  if (position < total) counts.push(total - position);
  return counts;
}

export function spansOf(mask: MaskShape): Spans {
  return lookUp(mask).spans;
}

export function maskFromSpans(spans: Spans, size: MaskSize): MaskShape {
  const mask: MaskShape = { type: "mask", size: [size[0], size[1]], counts: encodeRuns(spans, size) };
  known.set(mask, { spans });
  return mask;
}

export function emptyMask(size: MaskSize): MaskShape {
  return maskFromSpans(new Uint32Array(0), size);
}

export function isEmptyMask(mask: MaskShape): boolean {
  return spansOf(mask).length === 0;
}

/** Set pixels. */
export function maskArea(mask: MaskShape): number {
  const entry = lookUp(mask);
  if (entry.area === undefined) {
    let area = 0;
    const { spans } = entry;
    for (let i = 0; i < spans.length; i += 2) area += (spans[i + 1] as number) - (spans[i] as number);
    entry.area = area;
  }
  return entry.area;
}

/** The tight bounds in image pixels; null for a mask without a pixel. */
export function maskBounds(mask: MaskShape): PixelBounds | null {
  const entry = lookUp(mask);
  if (entry.bounds === undefined) entry.bounds = spansBounds(entry.spans, mask.size[0]);
  return entry.bounds;
}

export function spansBounds(spans: Spans, height: number): PixelBounds | null {
  if (spans.length === 0) return null;
  const left = Math.floor((spans[0] as number) / height);
  const right = Math.floor(((spans[spans.length - 1] as number) - 1) / height);
  let top = height;
  let bottom = 0;
  for (let i = 0; i < spans.length && (top > 0 || bottom < height); i += 2) {
    const start = spans[i] as number;
    const last = (spans[i + 1] as number) - 1;
    const first = start % height;
    // A stretch that goes on in the next column holds the foot of one column and the head of the other.
    if (first + (last - start) >= height) {
      top = 0;
      bottom = height;
    } else {
      if (first < top) top = first;
      if (first + (last - start) + 1 > bottom) bottom = first + (last - start) + 1;
    }
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top };
}

/** Whether the pixel under a point of the image is set: a binary search, nothing is unpacked. */
export function maskContains(mask: MaskShape, [x, y]: Point): boolean {
  const [height, width] = mask.size;
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= width || row >= height) return false;
  const spans = spansOf(mask);
  const position = column * height + row;
  let low = 0;
  let high = spans.length;
  // The first boundary beyond the position: an odd place means that a stretch is open there.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as number) <= position) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** Whether a point lies on the mask or within `reach` image pixels of it, tried in eight directions. */
export function maskIsNear(mask: MaskShape, at: Point, reach: number): boolean {
  if (maskContains(mask, at)) return true;
  if (reach <= 0) return false;
  const slant = reach * Math.SQRT1_2;
  const steps: Point[] = [
    [reach, 0],
    [-reach, 0],
    [0, reach],
    [0, -reach],
    [slant, slant],
    [slant, -slant],
    [-slant, slant],
    [-slant, -slant],
  ];
  return steps.some(([dx, dy]) => maskContains(mask, [at[0] + dx, at[1] + dy]));
}

export function sameMask(a: MaskShape, b: MaskShape): boolean {
  if (a === b) return true;
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1]) return false;
  const left = spansOf(a);
  const right = spansOf(b);
  return left.length === right.length && left.every((value, place) => value === right[place]);
}

/** Call with each stretch cut at the feet of the columns: column, first row, row after the last. */
export function eachColumnSpan(
  spans: Spans,
  height: number,
  visit: (column: number, top: number, bottom: number) => void,
): void {
  for (let i = 0; i < spans.length; i += 2) {
    let start = spans[i] as number;
    const end = spans[i + 1] as number;
    while (start < end) {
      const column = Math.floor(start / height);
      const top = start - column * height;
      const bottom = Math.min(height, top + end - start);
      visit(column, top, bottom);
      start += bottom - top;
    }
  }
}

/** Collects stretches that come in ascending order, joining those that touch or overlap. */
export class SpanList {
  private values = new Uint32Array(256);
  private used = 0;

  add(start: number, end: number): void {
    if (end <= start) return;
    if (this.used > 0 && (this.values[this.used - 1] as number) >= start) {
      if ((this.values[this.used - 1] as number) < end) this.values[this.used - 1] = end;
      return;
    }
    if (this.used + 2 > this.values.length) {
      const grown = new Uint32Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.used++] = start;
    this.values[this.used++] = end;
  }

  done(): Spans {
    return this.values.slice(0, this.used);
  }
}
