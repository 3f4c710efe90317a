/** Draws outlines of any form straight into pixels with soft edges: what canvas strokes do, many times faster. */
import type { Outline } from "./outlines";
import type { PixelBuffer } from "./rasterBoxes";

export interface LinePen {
  /** As it lies in memory, without alpha: see `packColour`. */
  readonly colour: number;
  /** Buffer pixels; 0 for a hard line of one pixel, which costs a third. */
  readonly width: number;
  /** How opaque its middle is, 0..1. */
  readonly alpha: number;
  /** Buffer pixels of line and gap; null for a whole line. */
  readonly dash: { readonly on: number; readonly period: number } | null;
}

/** From image pixels to buffer pixels. */
export interface Placing {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Points nearer to each other than this cannot be told apart. */
const LEAST_STEP = 0.7;
const OPAQUE = 0xff000000;

/** Draw an outline, cut to the buffer. */
export function drawOutline(buffer: PixelBuffer, { xy, closed }: Outline, at: Placing, pen: LinePen): void {
  const count = xy.length / 2;
  if (count === 0) return;
  const firstX = (xy[0] as number) * at.scale + at.x;
  const firstY = (xy[1] as number) * at.scale + at.y;
  let fromX = firstX;
  let fromY = firstY;
  let along = 0;
  let drawn = false;
  for (let k = 1; k < count; k++) {
    const toX = (xy[k * 2] as number) * at.scale + at.x;
    const toY = (xy[k * 2 + 1] as number) * at.scale + at.y;
    if (k < count - 1 && Math.abs(toX - fromX) + Math.abs(toY - fromY) < LEAST_STEP) continue;
    if (pen.width === 0) drawHard(buffer, fromX, fromY, toX, toY, pen.colour);
    else along += drawLine(buffer, fromX, fromY, toX, toY, pen, along);
    drawn = true;
    fromX = toX;
    fromY = toY;
  }
  if (!closed && drawn) return;
  if (pen.width === 0) drawHard(buffer, fromX, fromY, firstX, firstY, pen.colour);
  else drawLine(buffer, fromX, fromY, firstX, firstY, pen, along);
}

function drawHard(
  { pixels, width, height }: PixelBuffer,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  colour: number,
): void {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const steps = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)));
  const solid = (colour | OPAQUE) >>> 0;
  const stepX = steps === 0 ? 0 : dx / steps;
  const stepY = steps === 0 ? 0 : dy / steps;
  // Of a line far longer than the buffer only the steps that can lie inside are walked.
  let first = 0;
  let last = steps;
  if (steps > width + height) {
    const flat = Math.abs(dx) >= Math.abs(dy);
    const atEdge = (edge: number) => (flat ? (edge - fromX) / stepX : (edge - fromY) / stepY);
    const [a, b] = [atEdge(0), atEdge(flat ? width : height)];
    first = Math.max(0, Math.floor(Math.min(a, b)));
    last = Math.min(steps, Math.ceil(Math.max(a, b)));
  }
  let x = fromX + stepX * first;
  let y = fromY + stepY * first;
  for (let k = first; k <= last; k++) {
    if (x >= 0 && y >= 0 && x < width && y < height) pixels[(y | 0) * width + (x | 0)] = solid;
    x += stepX;
    y += stepY;
  }
}

/** Draw one line; returns its length. `along` is how much of the outline lies before it, for the dashes. */
function drawLine(
  buffer: PixelBuffer,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  pen: LinePen,
  along: number,
): number {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const length = Math.sqrt(dx * dx + dy * dy);
  const reach = pen.width;
  const outside =
    Math.max(fromX, toX) < -reach ||
    Math.max(fromY, toY) < -reach ||
    Math.min(fromX, toX) > buffer.width + reach ||
    Math.min(fromY, toY) > buffer.height + reach;
  if (outside) return length;
  // Walked along the longer side, one pixel a step: there is never a gap, and a step touches only its own row or column.
  const flat = Math.abs(dx) >= Math.abs(dy);
  const forward = flat ? dx >= 0 : dy >= 0;
  const a0 = flat ? fromX : fromY;
  const b0 = flat ? fromY : fromX;
  const a1 = flat ? toX : toY;
  const b1 = flat ? toY : toX;
  const low = forward ? a0 : a1;
  const high = forward ? a1 : a0;
  const slope = a1 === a0 ? 0 : (b1 - b0) / (a1 - a0);
  const slant = Math.sqrt(1 + slope * slope);
  const half = (pen.width * slant) / 2;
  const across = flat ? buffer.width : 1;
  const step = flat ? 1 : buffer.width;
  const most = flat ? buffer.height : buffer.width;
  const last = Math.min(Math.floor(high), (flat ? buffer.width : buffer.height) - 1);
  const { pixels } = buffer;
  const { colour, alpha, dash } = pen;
  for (let a = Math.max(0, Math.floor(low)); a <= last; a++) {
    const middle = Math.min(high, Math.max(low, a + 0.5));
    if (dash && (along + Math.abs(middle - a0) * slant) % dash.period >= dash.on) continue;
    const centre = b0 + (middle - a0) * slope;
    const top = centre - half;
    const bottom = centre + half;
    const end = Math.min(most, Math.ceil(bottom));
    for (let b = Math.max(0, Math.floor(top)); b < end; b++) {
      const covered = Math.min(bottom, b + 1) - Math.max(top, b);
      const opacity = (covered * alpha * 255) | 0;
      const place = b * across + a * step;
      // The stronger one stays: a faint rim must not cut a neighbour's line.
      if (opacity >= (pixels[place] as number) >>> 24) {
        pixels[place] = opacity >= 255 ? (colour | OPAQUE) >>> 0 : ((opacity << 24) | colour) >>> 0;
      }
    }
  }
  return length;
}
