/** The tiles and previews of large frames: one queue and one bounded cache for the page. */
import { createByteCache } from "../model/byteCache";
import type { Tile } from "../model/tiles";
import { NetworkError } from "./http";
import { createTileQueue } from "./tileQueue";

/** 256 tiles of 512 pixels: four full-HD screens at the worst scale. */
export const TILE_CACHE_BYTES = 256 * 1024 * 1024;
/** A few less than fit, so that what comes never drives out what is in use. */
const MOST_TILES = 250;
/** As many as browsers open to one host. */
const LANES = 6;
const PREVIEW_BYTES = 8 * 1024 * 1024;

const kept = {
  bytesOf: (bitmap: ImageBitmap) => bitmap.width * bitmap.height * 4,
  dispose: (bitmap: ImageBitmap) => bitmap.close(),
};

export const frameTiles = createTileQueue<ImageBitmap>({
  load: (key, signal) => fetchBitmap(`/api/frames/${key}`, signal),
  cache: createByteCache({ ...kept, limit: TILE_CACHE_BYTES }),
  lanes: LANES,
  most: MOST_TILES,
});

/** The name of a tile in the queue, which is the end of its address. */
export function tileKey(frameId: string, { level, column, row }: Tile): string {
  return `${frameId}/tiles/${level}/${column}/${row}`;
}

const previews = createByteCache<ImageBitmap>({ ...kept, limit: PREVIEW_BYTES });
const coming = new Map<string, Promise<void>>();

/** The small picture of an asset, if it is there. */
export function previewOf(assetId: string): ImageBitmap | undefined {
  return previews.get(assetId);
}

/** Load an asset's small picture unless it is there. */
export function loadPreview(assetId: string): Promise<void> {
  if (previews.has(assetId)) return Promise.resolve();
  const known = coming.get(assetId);
  if (known) return known;
  const loading = fetchBitmap(`/api/assets/${assetId}/thumbnail`)
    .then((bitmap) => previews.put(assetId, bitmap))
    .finally(() => coming.delete(assetId));
  coming.set(assetId, loading);
  return loading;
}

async function fetchBitmap(url: string, signal?: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(url, { credentials: "same-origin", ...(signal ? { signal } : {}) });
  if (!response.ok) throw new NetworkError(`The picture could not be read (${response.status}).`);
  const bitmap = await createImageBitmap(await response.blob());
  if (!signal?.aborted) return bitmap;
  bitmap.close();
  throw new DOMException("nobody needs the tile any more", "AbortError");
}
