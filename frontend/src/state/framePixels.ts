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

/** Load what the frame's first view needs: a small picture whole, of a large one the preview and what is asked for. */
export async function preloadPixels(frame: Frame): Promise<void> {
  const sheet = sheetOf(frame);
  if (!sheet) {
    if (frame.image_url) await loadFrameImage(frame.image_url);
    return;
  }
  const { inView } = planTiles(sheet, fittedView(frame), viewportStore.getState().size, pixelRatio());
  frameTiles.wantAhead(inView.map((tile) => tileKey(frame.id, tile)));
  await loadPreview(frame.asset_id);
}
