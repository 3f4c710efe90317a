/** What of a mask is kept between redraws: its border as a path and its pixels as a bitmap, per coarseness. */
import type { MaskShape } from "../contract/contract";
import { spansToBitmap } from "../model/mask/bitmap";
import { reduceSpans } from "../model/mask/reduce";
import { traceRings } from "../model/mask/rings";
import { type PixelBounds, type Spans, spansBounds, spansOf } from "../model/mask/spans";
import { packColour } from "./rasterBoxes";

export interface MaskPicture {
  /** Image pixels to one pixel of this copy. */
  readonly factor: number;
  /** Where the mask is, in pixels of this copy. */
  readonly bounds: PixelBounds;
  /** The border in pixels of this copy, from the corner of `bounds`. */
  readonly border: Path2D;
  /** The mask's pixels in a colour; null where the border is to be filled instead. */
  bitmap(colour: string): CanvasImageSource | null;
}

/** Larger bitmaps are not made: then only a part of the mask is in view, and its border fills as well. */
const MOST_PIXELS = 4_000_000;
const pictures = new WeakMap<MaskShape, Map<number, MaskPicture | null>>();

/** The coarsest power of two that still has a pixel for each of the screen's. */
export function coarseness(scale: number): number {
  return scale >= 1 ? 1 : 2 ** Math.floor(Math.log2(1 / scale));
}

/** The kept picture of a mask; null for an empty one. `scale` is device pixels for one image pixel. */
export function maskPicture(mask: MaskShape, scale: number): MaskPicture | null {
  const factor = coarseness(scale);
  let copies = pictures.get(mask);
  if (!copies) {
    copies = new Map();
    pictures.set(mask, copies);
  }
  let found = copies.get(factor);
  if (found === undefined) {
    found = makePicture(mask, factor);
    copies.set(factor, found);
  }
  return found;
}

function makePicture(mask: MaskShape, factor: number): MaskPicture | null {
  const { spans, size } = reduceSpans(spansOf(mask), mask.size, factor);
  const bounds = spansBounds(spans, size[0]);
  if (!bounds) return null;
  let drawn = 0;
  return {
    factor,
    bounds,
    border: borderOf(spans, size[0], bounds),
    bitmap(colour) {
      drawn += 1;
      // A mask under the hand is another one at every move: only one that stays is worth a bitmap.
      if (drawn < 2 || bounds.width * bounds.height > MOST_PIXELS) return null;
      return bitmaps.get(this, colour, () => paint(spans, size[0], bounds, colour));
    },
  };
}

function borderOf(spans: Spans, height: number, { x, y }: PixelBounds): Path2D {
  const path = new Path2D();
  for (const { points } of traceRings(spans, height)) {
    points.forEach(([px, py], place) => {
      if (place === 0) path.moveTo(px - x, py - y);
      else path.lineTo(px - x, py - y);
    });
    path.closePath();
  }
  return path;
}

function paint(spans: Spans, height: number, bounds: PixelBounds, colour: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = bounds.width;
  canvas.height = bounds.height;
  const { bits } = spansToBitmap(spans, height, bounds);
  const image = new ImageData(bounds.width, bounds.height);
  const pixels = new Uint32Array(image.data.buffer);
  const set = packColour(colour);
  for (let i = 0; i < bits.length; i++) if (bits[i]) pixels[i] = set;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** Keeps bitmaps, the latest used, up to a number of bytes. */
export class BitmapCache<Key extends object, Bitmap extends { width: number; height: number }> {
  private readonly kept = new Map<string, Bitmap>();
  private readonly names = new WeakMap<Key, number>();
  private next = 0;
  private bytes = 0;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get(key: Key, colour: string, make: () => Bitmap): Bitmap {
    let number = this.names.get(key);
    if (number === undefined) {
      number = this.next++;
      this.names.set(key, number);
    }
    const name = `${number} ${colour}`;
    let found = this.kept.get(name);
    if (found) this.kept.delete(name);
    else {
      found = make();
      this.bytes += sizeOf(found);
    }
    this.kept.set(name, found);
    for (const [oldest, bitmap] of this.kept) {
      if (this.bytes <= this.most || bitmap === found) break;
      this.kept.delete(oldest);
      this.bytes -= sizeOf(bitmap);
    }
    return found;
  }

  get held(): number {
    return this.bytes;
  }
}

function sizeOf({ width, height }: { width: number; height: number }): number {
  return width * height * 4;
}

const bitmaps = new BitmapCache<MaskPicture, HTMLCanvasElement>(96 * 1024 * 1024);
