/** Loads a frame's pixels once and keeps the last few ready, with smaller copies for zoomed-out views. */
import { NetworkError } from "./http";

export interface FrameImage {
  /** Full size first, each further level half as large. */
  readonly levels: readonly (ImageBitmap | OffscreenCanvas)[];
  readonly width: number;
  readonly height: number;
}

const KEEP = 6;
const SMALLER_AFTER_MS = 60;
/** Decoded pixels take four bytes each: of large pictures fewer are kept. */
const MOST_PIXELS = 120_000_000;
const cache = new Map<string, Promise<FrameImage>>();

/** The pixels at an address, from memory when they were preloaded. */
export function loadFrameImage(url: string): Promise<FrameImage> {
  const known = cache.get(url);
  if (known) {
    cache.delete(url);
    cache.set(url, known);
    return known;
  }
  const loading = readImage(url);
  cache.set(url, loading);
  loading
    .then(({ width, height }) => {
      pixels.set(loading, width * height);
      dropBeyondBudget();
    })
    .catch(() => cache.delete(url));
  for (const old of cache.keys()) {
    if (cache.size <= KEEP) break;
    cache.delete(old);
  }
  return loading;
}

const pixels = new WeakMap<Promise<FrameImage>, number>();

/** Whether a picture is decoded and in memory. */
export function isFrameImageReady(url: string): boolean {
  const known = cache.get(url);
  return known !== undefined && pixels.has(known);
}

/** Forget the pictures longest unused, until those left are few enough pixels; the newest always stays. */
function dropBeyondBudget(): void {
  let total = [...cache.values()].reduce((sum, one) => sum + (pixels.get(one) ?? 0), 0);
  for (const [url, one] of cache) {
    if (total <= MOST_PIXELS || cache.size <= 1) return;
    total -= pixels.get(one) ?? 0;
    cache.delete(url);
  }
}

async function readImage(url: string): Promise<FrameImage> {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new NetworkError(`The picture could not be read (${response.status}).`);
  const full = await createImageBitmap(await response.blob());
  const levels: (ImageBitmap | OffscreenCanvas)[] = [full];
  // The picture is shown first: its smaller copies only make later redraws cheaper.
  setTimeout(() => addSmaller(levels, full), SMALLER_AFTER_MS);
  return { levels, width: full.width, height: full.height };
}

function addSmaller(levels: (ImageBitmap | OffscreenCanvas)[], full: ImageBitmap): void {
  let { width, height } = full;
  let source: ImageBitmap | OffscreenCanvas = full;
  while (Math.max(width, height) > 1400) {
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
    const half = new OffscreenCanvas(width, height);
    const pen = half.getContext("2d");
    if (!pen) break;
    pen.imageSmoothingQuality = "high";
    pen.drawImage(source, 0, 0, width, height);
    levels.push(half);
    source = half;
  }
}
