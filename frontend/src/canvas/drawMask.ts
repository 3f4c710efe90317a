/** Draws masks: filled in the label's colour with a crisp border; ghosts hatched, with a dashed one; occluded ones with a dotted one. */
import type { MaskShape, Point } from "../contract/contract";
import { maskOrigin } from "../model/mask/algebra";
import { toScreen, type View } from "../model/transform";
import { type MaskPicture, maskPicture } from "./maskPicture";

export interface MaskLook {
  readonly colour: string;
  /** Opacity of the fill. */
  readonly fill: number;
  /** Width of the border on the screen. */
  readonly line: number;
  /** What lies under the border to keep it readable on any picture; null for none. */
  readonly edge: { readonly colour: string; readonly line: number } | null;
  readonly ghost: boolean;
  /** Something else in the picture covers a part of it. */
  readonly occluded: boolean;
}

/** How strongly masks at rest are filled. */
export const MASK_FILL = 0.4;
const DASH = [6, 4];
/** The border of what something else in the picture covers in part. */
export const OCCLUDED_DASH: readonly number[] = [2, 3];
const HATCH_STEP = 7;

/** Draw a mask; the pen is scaled to CSS pixels. */
export function drawMask(pen: CanvasRenderingContext2D, mask: MaskShape, view: View, look: MaskLook): void {
  const origin = maskOrigin(mask);
  const ratio = pen.getTransform().a;
  const picture = maskPicture(origin?.base ?? mask, view.scale * ratio);
  if (!picture) return;
  const { bounds, factor } = picture;
  const scale = view.scale * factor;
  const [left, top] = toScreen(view, [
    bounds.x * factor + (origin?.dx ?? 0),
    bounds.y * factor + (origin?.dy ?? 0),
  ]);
  const [right, bottom] = [left + bounds.width * scale, top + bounds.height * scale];
  if (right < 0 || bottom < 0 || left * ratio > pen.canvas.width || top * ratio > pen.canvas.height) return;
  pen.save();
  pen.translate(left, top);
  pen.scale(scale, scale);
  if (look.ghost) hatch(pen, picture, look, scale);
  else fill(pen, picture, look, scale * ratio);
  if (look.edge) {
    pen.setLineDash([]);
    pen.strokeStyle = look.edge.colour;
    pen.lineWidth = look.edge.line / scale;
    pen.stroke(picture.border);
  }
  const dash = look.ghost ? DASH : look.occluded ? OCCLUDED_DASH : [];
  pen.setLineDash(dash.map((length) => length / scale));
  pen.strokeStyle = look.colour;
  pen.lineWidth = look.line / scale;
  pen.stroke(picture.border);
  pen.restore();
}

function fill(pen: CanvasRenderingContext2D, picture: MaskPicture, look: MaskLook, magnified: number): void {
  if (look.fill <= 0) return;
  pen.globalAlpha = look.fill;
  const bitmap = picture.bitmap(look.colour);
  if (bitmap) {
    // Enlarged, the pixels are the truth; reduced, smoothing is.
    pen.imageSmoothingEnabled = magnified < 1;
    pen.drawImage(bitmap, 0, 0);
  } else {
    pen.fillStyle = look.colour;
    pen.fill(picture.border, "evenodd");
  }
  pen.globalAlpha = 1;
}

const hatches = new Map<string, HTMLCanvasElement>();

/** Slanted lines that stay as far apart on the screen, whatever the zoom. */
function hatch(pen: CanvasRenderingContext2D, picture: MaskPicture, look: MaskLook, scale: number): void {
  let tile = hatches.get(look.colour);
  if (!tile) {
    tile = hatchTile(look.colour);
    hatches.set(look.colour, tile);
  }
  const pattern = pen.createPattern(tile, "repeat");
  if (!pattern) return;
  pattern.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  pen.globalAlpha = Math.min(1, look.fill * 1.6);
  pen.fillStyle = pattern;
  pen.fill(picture.border, "evenodd");
  pen.globalAlpha = 1;
}

function hatchTile(colour: string): HTMLCanvasElement {
  const tile = document.createElement("canvas");
  tile.width = tile.height = HATCH_STEP;
  const pen = tile.getContext("2d");
  if (!pen) return tile;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const offset of [-HATCH_STEP, 0, HATCH_STEP]) {
    pen.moveTo(offset - 1, HATCH_STEP + 1);
    pen.lineTo(offset + HATCH_STEP + 1, -1);
  }
  pen.stroke();
  return tile;
}

export interface BrushCursor {
  /** CSS pixels of the canvas. */
  readonly at: Point;
  readonly radius: number;
  readonly erases: boolean;
  readonly colour: string;
}

/** The brush's true size as a circle; a small cross marks the middle of one too small to see. */
export function drawBrushCursor(pen: CanvasRenderingContext2D, brush: BrushCursor): void {
  const [x, y] = brush.at;
  const ring = () => {
    pen.beginPath();
    pen.arc(x, y, Math.max(brush.radius, 0.5), 0, Math.PI * 2);
    if (brush.radius < 4) {
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        pen.moveTo(x + dx * 5, y + dy * 5);
        pen.lineTo(x + dx * 10, y + dy * 10);
      }
    }
    pen.stroke();
  };
  pen.setLineDash([]);
  pen.strokeStyle = "rgba(6, 10, 12, 0.75)";
  pen.lineWidth = 3.4;
  ring();
  pen.setLineDash(brush.erases ? [4, 3] : []);
  pen.strokeStyle = brush.erases ? "#ffffff" : brush.colour;
  pen.lineWidth = 1.6;
  ring();
  pen.setLineDash([]);
}
