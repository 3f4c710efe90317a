/** A video's facts, the packs of its frames' pixels, and the machine's continuations of tracks. */
import type { Job } from "../contract/contract";
import { decodeJob } from "../contract/decode";
import { decodePropagation, decodePropagationShort, decodeVideo } from "../contract/decodeVideo";
import { Reader } from "../contract/reader";
import type { Direction, Propagation, PropagationShort, VideoFacts } from "../contract/video";
import { readPack } from "../model/video/pixelPack";
import type { Span } from "../model/video/standIn";
import { errorFrom, NetworkError, request } from "./http";

const enc = encodeURIComponent;

export const fetchVideo = (assetId: string): Promise<VideoFacts> =>
  request(`/api/assets/${enc(assetId)}/video`, decodeVideo);

/** The JPEGs of successive frames; `side` bounds their longer side, null is their full size.
 *
 * Fewer than asked for come when the server's time runs out: the caller asks again from there.
 */
export async function fetchPixels(
  assetId: string,
  { first, count }: Span,
  side: number | null,
  signal?: AbortSignal,
): Promise<Map<number, Blob>> {
  const size = side === null ? "" : `&side=${side}`;
  const path = `/api/assets/${enc(assetId)}/pixels?first=${first}&count=${count}${size}`;
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NetworkError();
  }
  if (!response.ok) throw errorFrom(response.status, await response.text().catch(() => ""));
  const told = /^(\d+)-/.exec(response.headers.get("X-Frames") ?? "");
  const begins = told?.[1] === undefined ? first : Number(told[1]);
  const pictures = readPack(await response.arrayBuffer());
  return new Map(
    pictures.map((bytes, place) => [begins + place, new Blob([bytes], { type: "image/jpeg" })] as const),
  );
}

/** Let a model speak on a video's frames: its key frames, or every so many. */
export const startScan = (
  assetId: string,
  scan: { frames: "keys" | "every"; step?: number; first?: number; last?: number },
): Promise<Job> =>
  request(`/api/assets/${enc(assetId)}/predictions`, decodeJob, { method: "POST", json: scan });

export const startPropagation = (
  assetId: string,
  wanted: {
    annotation_id: string;
    first: number;
    frames: number;
    direction: Direction;
    past_scenes: boolean;
  },
): Promise<Propagation> =>
  request(`/api/assets/${enc(assetId)}/propagations`, decodePropagation, { method: "POST", json: wanted });

/** With a tolerance, only the ghosts are given that the others do not give back within so many pixels. */
export const fetchPropagation = (id: string, tolerance?: number): Promise<Propagation> =>
  request(
    `/api/propagations/${enc(id)}${tolerance === undefined ? "" : `?tolerance=${tolerance}`}`,
    decodePropagation,
  );

/** The continuations of a video whose ghosts stand: nobody took them over or dropped them. */
export const fetchPropagations = (assetId: string): Promise<PropagationShort[]> =>
  request(`/api/assets/${enc(assetId)}/propagations`, (value, path) =>
    new Reader(value, path).sieve("propagations", decodePropagationShort),
  );

export const cancelPropagation = (id: string): Promise<Propagation> =>
  request(`/api/propagations/${enc(id)}`, decodePropagation, { method: "DELETE" });
