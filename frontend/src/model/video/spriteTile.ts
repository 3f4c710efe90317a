/** Which small picture of a video's sprite stands for a frame, and where it lies when its tiles are scaled. */
import type { Sprite } from "../../contract/video";
import { firstAtLeast } from "./standIn";

export interface SpriteTile {
  /** Its place among the small pictures. */
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly sheetWidth: number;
}

/** The picture at or before a frame, so that it only changes where another one begins; null without any. */
export function spriteTile(sprite: Sprite, frame: number, width: number): SpriteTile | null {
  const { indices, columns, tile_width: wide, tile_height: high } = sprite;
  if (indices.length === 0 || wide <= 0 || high <= 0) return null;
  const place = Math.max(0, firstAtLeast(indices, frame + 1) - 1);
  const scale = width / wide;
  // Whole pixels: thumbnails must not shiver from one to the next.
  const height = Math.round(high * scale);
  return {
    place,
    x: (place % columns) * width,
    y: Math.floor(place / columns) * high * scale,
    height,
    sheetWidth: columns * width,
  };
}
