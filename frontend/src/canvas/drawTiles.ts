/** Draws a large picture from the tiles that are there: edges on whole device pixels, so that no seam shows. */
import { frameTiles, tileKey } from "../api/frameTiles";
import type { Bounds } from "../model/geometry";
import { piecesFor, type Sheet, type Tile, type TilePlan, tileBounds } from "../model/tiles";
import type { View } from "../model/transform";
import type { Surface } from "./nameTag";

export interface Drawn {
  /** Something of the picture is seen everywhere in view. */
  readonly covered: boolean;
  /** Every tile that the scale asks for is there. */
  readonly sharp: boolean;
}

/** Draw from memory only; what is not there is filled from coarser tiles, and at last from the preview. */
export function drawTiles(
  surface: Surface,
  sheet: Sheet,
  plan: TilePlan,
  view: View,
  source: { readonly frameId: string; readonly preview: ImageBitmap | undefined },
): Drawn {
  const { pen, ratio } = surface;
  const scale = view.scale * ratio;
  const has = (tile: Tile) => frameTiles.has(tileKey(source.frameId, tile));
  pen.imageSmoothingEnabled = scale < 6;
  // A tile is shrunk to one half at most, which needs no smaller copies of it.
  pen.imageSmoothingQuality = "low";
  let covered = true;
  let sharp = true;
  for (const tile of plan.inView) {
    const pieces = piecesFor(sheet, tile, has);
    if (pieces.length !== 1 || pieces[0]?.from !== tile) sharp = false;
    for (const { from, area } of pieces) {
      const bitmap = frameTiles.get(tileKey(source.frameId, from));
      const span = sheet.tiles.size * 2 ** from.level;
      if (bitmap)
        drawPart(bitmap, from.column * span, from.row * span, 2 ** from.level, 2 ** from.level, area);
    }
    if (pieces.length > 0) continue;
    const { preview } = source;
    if (preview)
      drawPart(
        preview,
        0,
        0,
        sheet.width / preview.width,
        sheet.height / preview.height,
        tileBounds(sheet, tile),
      );
    else covered = false;
  }
  return { covered, sharp };

  /** `across` and `down` are image pixels per pixel of the bitmap, whose corner lies at `x`, `y` of the image. */
  function drawPart(
    bitmap: ImageBitmap,
    x: number,
    y: number,
    across: number,
    down: number,
    area: Bounds,
  ): void {
    const left = Math.round((area.x * view.scale + view.x) * ratio);
    const top = Math.round((area.y * view.scale + view.y) * ratio);
    const right = Math.round(((area.x + area.width) * view.scale + view.x) * ratio);
    const bottom = Math.round(((area.y + area.height) * view.scale + view.y) * ratio);
    pen.drawImage(
      bitmap,
      (area.x - x) / across,
      (area.y - y) / down,
      area.width / across,
      area.height / down,
      left,
      top,
      Math.max(1, right - left),
      Math.max(1, bottom - top),
    );
  }
}
