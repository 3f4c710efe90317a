/** Cuts small pictures of objects out of frames: of a large one only the tiles that show them are loaded. */
import type { TileSet } from "../contract/contract";
import type { Bounds, Size } from "../model/geometry";
import { levelFor, tileBounds, tilesIn } from "../model/tiles";
import { tileKey } from "./frameTiles";
import { NetworkError } from "./http";

export interface Cut {
  readonly frameId: string;
  readonly frame: Size;
  readonly tiles: TileSet | null;
  /** The part to show (image pixels); what lies beyond the picture stays clear. */
  readonly area: Bounds;
}

/** So many pictures are read at once: a panel asks for dozens. */
const LANES = 3;
let busy = 0;
const waiting: (() => void)[] = [];

/** Draw a part of a frame; the pen's canvas is filled by it. */
export async function drawCut(pen: CanvasRenderingContext2D, cut: Cut, signal: AbortSignal): Promise<void> {
  await enter(signal);
  try {
    if (cut.tiles) await drawTiles(pen, cut, cut.tiles, signal);
    else {
      const whole = { x: 0, y: 0, ...cut.frame };
      await drawPart(pen, cut.area, `/api/frames/${cut.frameId}/image`, whole, signal);
    }
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
}

async function enter(signal: AbortSignal): Promise<void> {
  while (busy >= LANES) await new Promise<void>((go) => waiting.push(go));
  if (signal.aborted) {
    waiting.shift()?.();
    throw new DOMException("nobody looks at it any more", "AbortError");
  }
  busy += 1;
}

async function drawTiles(
  pen: CanvasRenderingContext2D,
  { frameId, frame, area }: Cut,
  tiles: TileSet,
  signal: AbortSignal,
): Promise<void> {
  const sheet = { ...frame, tiles };
  const level = levelFor(pen.canvas.width / area.width, tiles.levels);
  for (const tile of tilesIn(sheet, level, area))
    await drawPart(pen, area, `/api/frames/${tileKey(frameId, tile)}`, tileBounds(sheet, tile), signal);
}

/** Draw what a picture shows of the area; `shows` is the part of the frame that is in it. */
async function drawPart(
  pen: CanvasRenderingContext2D,
  area: Bounds,
  url: string,
  shows: Bounds,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(url, { credentials: "same-origin", signal });
  if (!response.ok) throw new NetworkError(`The picture could not be read (${response.status}).`);
  const bitmap = await createImageBitmap(await response.blob());
  const scale = pen.canvas.width / area.width;
  if (!signal.aborted) {
    pen.imageSmoothingQuality = "high";
    const place = [(shows.x - area.x) * scale, (shows.y - area.y) * scale] as const;
    pen.drawImage(bitmap, ...place, shows.width * scale, shows.height * scale);
  }
  bitmap.close();
}
