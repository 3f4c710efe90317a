/** Gets a frame's pixels ready before it is shown: all of a small picture, the first tiles of a large one. */
import { loadFrameImage } from "../api/frameImage";
import { frameTiles, loadPreview, tileKey } from "../api/frameTiles";
import type { Frame } from "../contract/contract";
import { planTiles, type Sheet } from "../model/tiles";
import { fittedView, viewportStore } from "./viewportStore";

/** A frame as a sheet of tiles, unless it is small enough to be loaded whole. */
export function sheetOf({ width, height, tiles }: Frame): Sheet | null {
  return tiles && { width, height, tiles };
}

/** Device pixels per CSS pixel of the canvas. Beyond three nobody sees the difference. */
export function pixelRatio(): number {
  return Math.min(3, devicePixelRatio || 1);
}

/** Start loading what the frame's first view needs; failures show when it is opened. */
export function preloadPixels(frame: Frame): void {
  const sheet = sheetOf(frame);
  if (!sheet) {
    if (frame.image_url) loadFrameImage(frame.image_url).catch(() => undefined);
    return;
  }
  loadPreview(frame.asset_id).catch(() => undefined);
  const { inView } = planTiles(sheet, fittedView(frame), viewportStore.getState().size, pixelRatio());
  frameTiles.wantAhead(inView.map((tile) => tileKey(frame.id, tile)));
}
