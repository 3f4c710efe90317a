/** The pixels of one open video: packs fetched around the playhead, decoded ahead of it, the oldest forgotten. */
import { PACK, type Span, wantedPacks } from "../model/video/standIn";
import { fetchPixels } from "./videos";

export interface PixelSource {
  readonly assetId: string;
  readonly count: number;
  /** Bound of the longer side of the pictures in packs; null for full size. */
  readonly side: number | null;
}

export interface Wish {
  readonly index: number;
  /** Frames wanted after and before the playhead. */
  readonly ahead: number;
  readonly behind: number;
}

export interface PixelSurroundings {
  fetch: typeof fetchPixels;
  decode(blob: Blob): Promise<ImageBitmap>;
}

const BROWSER: PixelSurroundings = { fetch: fetchPixels, decode: (blob) => createImageBitmap(blob) };

/** Compressed frames kept in memory. */
const MOST_BYTES = 160_000_000;
/** Decoded pixels kept, four bytes each. */
const MOST_PIXELS = 48_000_000;
const FETCHES = 2;
const DECODES = 3;
/** Frames decoded ahead of the playhead. */
const DECODE_AHEAD = 8;
/** A pack that could not be read is asked for again after this long. */
const PAUSE_MS = 1_500;

export function createVideoPixels(source: PixelSource, around: PixelSurroundings = BROWSER) {
  const blobs = new Map<number, Blob>();
  const bitmaps = new Map<number, ImageBitmap>();
  const fetching = new Map<number, AbortController>();
  const decoding = new Set<number>();
  const refused = new Map<number, number>();
  const listeners = new Set<(index: number) => void>();
  let bytes = 0;
  let pixels = 0;
  let wish: Wish = { index: 0, ahead: 0, behind: 0 };
  let stopped = false;

  function forgetBlobs(): void {
    for (const [index, blob] of blobs) {
      if (bytes <= MOST_BYTES) return;
      bytes -= blob.size;
      blobs.delete(index);
    }
  }

  function forgetBitmaps(): void {
    for (const [index, bitmap] of bitmaps) {
      if (pixels <= MOST_PIXELS || bitmaps.size <= 2) return;
      if (index === wish.index) continue;
      pixels -= bitmap.width * bitmap.height;
      bitmaps.delete(index);
      bitmap.close();
    }
  }

  const isMissing = ({ first, count }: Span): boolean => {
    for (let index = first; index < first + count; index++) if (!blobs.has(index)) return true;
    return false;
  };

  function fetchMore(): void {
    const wanted = wantedPacks(wish.index, source.count, wish.ahead, wish.behind);
    const firsts = new Set(wanted.map((span) => span.first));
    // A jump leaves the packs on their way behind.
    for (const [first, abort] of fetching) if (!firsts.has(first)) abort.abort();
    for (const span of wanted) {
      if (fetching.size >= FETCHES) return;
      const rested = (refused.get(span.first) ?? Number.NEGATIVE_INFINITY) + PAUSE_MS < performance.now();
      if (!fetching.has(span.first) && rested && isMissing(span)) void fetchPack(span);
    }
  }

  async function fetchPack(span: Span): Promise<void> {
    const abort = new AbortController();
    fetching.set(span.first, abort);
    // What the server's time did not suffice for is asked for from there on.
    let first = span.first;
    while (blobs.has(first) && first < span.first + span.count - 1) first += 1;
    try {
      const found = await around.fetch(
        source.assetId,
        { first, count: span.first + span.count - first },
        source.side,
        abort.signal,
      );
      if (stopped) return;
      if (found.size === 0) refused.set(span.first, performance.now());
      for (const [index, blob] of found) {
        if (blobs.has(index)) continue;
        blobs.set(index, blob);
        bytes += blob.size;
      }
      forgetBlobs();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name !== "AbortError") {
        refused.set(span.first, performance.now());
        setTimeout(work, PAUSE_MS + 50);
      }
    } finally {
      fetching.delete(span.first);
    }
    work();
  }

  function decodeMore(): void {
    const last = Math.min(source.count - 1, wish.index + Math.min(wish.ahead, DECODE_AHEAD));
    for (let index = wish.index; index <= last && decoding.size < DECODES; index++) {
      const blob = blobs.get(index);
      if (blob && !bitmaps.has(index) && !decoding.has(index)) void decodeOne(index, blob);
    }
  }

  async function decodeOne(index: number, blob: Blob): Promise<void> {
    decoding.add(index);
    try {
      const bitmap = await around.decode(blob);
      if (stopped) return bitmap.close();
      bitmaps.set(index, bitmap);
      pixels += bitmap.width * bitmap.height;
      forgetBitmaps();
      for (const listen of listeners) listen(index);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // No picture after all: it is read anew when it is wanted again.
      blobs.delete(index);
      bytes -= blob.size;
      refused.set(index - (index % PACK), performance.now());
    } finally {
      decoding.delete(index);
    }
    decodeMore();
  }

  function work(): void {
    if (stopped) return;
    fetchMore();
    decodeMore();
  }

  return {
    /** Say what is looked at; pixels come by themselves. */
    want(next: Wish): void {
      wish = next;
      work();
    },
    /** The decoded pixels of a frame, if they are there; asking keeps them. */
    at(index: number): ImageBitmap | null {
      const found = bitmaps.get(index);
      if (!found) return null;
      bitmaps.delete(index);
      bitmaps.set(index, found);
      return found;
    },
    isReady: (index: number): boolean => bitmaps.has(index),
    /** The runs of frames whose compressed pixels are in memory, for the timeline. */
    held: (): Iterable<number> => blobs.keys(),
    onArrive(listen: (index: number) => void): () => void {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    get bytes() {
      return bytes;
    },
    stop(): void {
      stopped = true;
      for (const abort of fetching.values()) abort.abort();
      for (const bitmap of bitmaps.values()) bitmap.close();
      bitmaps.clear();
      blobs.clear();
      listeners.clear();
    },
  };
}

export type VideoPixels = ReturnType<typeof createVideoPixels>;
