/** Draws the name of an object on a ground of its own: legible on any picture, whole inside the canvas. */
import { inkOn, readableOn } from "../model/palette";

export interface Surface {
  readonly pen: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export const NAME_HEIGHT = 18;
const PADDING = 6;
const MARGIN = 2;
const FONT = '600 11.5px "Inter Variable", system-ui, sans-serif';
/** Opaque, so that what is behind it takes no part in the contrast. */
const GHOST_GROUND = "#12181b";
const widths = new Map<string, number>();

/** What is written on an object: its label, and a ghost's score. */
export function nameOf(label: string, score: number): string {
  return score >= 0 ? `${label} ${Math.round(score * 100)}%` : label;
}

export interface NamePlace {
  readonly left: number;
  readonly top: number;
  readonly above: boolean;
}

/** Where a name of some width goes on an object whose top left corner is at (x, y), all in screen pixels.
 *
 * Above its top edge; inside it when there is no room above; along the canvas's edge when the corner is outside.
 */
export function placeName(
  x: number,
  y: number,
  width: number,
  canvas: { readonly width: number; readonly height: number },
): NamePlace {
  const between = (value: number, most: number) => Math.max(MARGIN, Math.min(value, most));
  const above = y - NAME_HEIGHT - 1 >= MARGIN;
  const wanted = above ? Math.round(y) - NAME_HEIGHT - 1 : Math.round(y) + 1;
  return {
    left: between(Math.round(x) - 1, canvas.width - width - MARGIN),
    top: between(wanted, canvas.height - NAME_HEIGHT - MARGIN),
    above,
  };
}

/** The two colours of a name: ghosts wear it hollow, in their own colour on the dark. */
export function nameColours(colour: string, ghost: boolean): { ground: string; ink: string } {
  return ghost
    ? { ground: GHOST_GROUND, ink: readableOn(GHOST_GROUND, colour) }
    : { ground: colour, ink: inkOn(colour) };
}

/** Measure anew: another font has come. */
export function forgetWidths(): void {
  widths.clear();
}

function widthOf(pen: CanvasRenderingContext2D, text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    width = Math.ceil(pen.measureText(text).width) + PADDING * 2;
    if (widths.size > 4_000) widths.clear();
    widths.set(text, width);
  }
  return width;
}

/** Write a name on an object; left out when it is much wider than the `room` there is. */
export function drawName(
  { pen, width: canvasWidth, height: canvasHeight }: Surface,
  text: string,
  colour: string,
  ghost: boolean,
  x: number,
  y: number,
  room: number,
): void {
  pen.font = FONT;
  pen.textBaseline = "middle";
  const width = widthOf(pen, text);
  if (width > room + 48) return;
  const { left, top, above } = placeName(x, y, width, { width: canvasWidth, height: canvasHeight });
  const { ground, ink } = nameColours(colour, ghost);
  pen.fillStyle = ground;
  pen.beginPath();
  pen.roundRect(left, top, width, NAME_HEIGHT, above ? [4, 4, 4, 0] : [0, 4, 4, 4]);
  pen.fill();
  if (ghost) {
    // Without its edge the dark ground would be lost on a dark picture, and beside one.
    pen.strokeStyle = ink;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.roundRect(left + 0.5, top + 0.5, width - 1, NAME_HEIGHT - 1, above ? [4, 4, 4, 0] : [0, 4, 4, 4]);
    pen.stroke();
  }
  pen.fillStyle = ink;
  pen.fillText(text, left + PADDING, top + NAME_HEIGHT / 2 + 0.5);
}
