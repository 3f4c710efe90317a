/** Turns unknown JSON into what is known of a video, or throws a DecodeError naming the field. */
import { decodeActor } from "./decode";
import { decodeKeyframe } from "./decodeShape";
import { DecodeError, type Decoder, decodeList, Reader } from "./reader";
import type { Propagation, PropagationShort, PropagationStatus, Sprite, VideoFacts } from "./video";

const whole: Decoder<number> = (value, path) => {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new DecodeError(path, "a number");
  return value;
};

const pair: Decoder<readonly [number, number]> = (value, path) => {
  const [first, second] = decodeList(value, path, whole);
  if (first === undefined || second === undefined) throw new DecodeError(path, "two numbers");
  return [first, second];
};

const timeBase: Decoder<readonly [number, number]> = (value, path) => {
  const [numerator, denominator] = pair(value, path);
  if (numerator <= 0 || denominator <= 0) throw new DecodeError(path, "a fraction above 0");
  return [numerator, denominator];
};

const decodeSprite: Decoder<Sprite> = (value, path) => {
  const r = new Reader(value, path);
  return {
    url: r.text("url"),
    tile_width: r.number("tile_width"),
    tile_height: r.number("tile_height"),
    columns: Math.max(1, r.number("columns")),
    indices: r.list("indices", whole),
  };
};

export const decodeVideo: Decoder<VideoFacts> = (value, path) => {
  const r = new Reader(value, path);
  return {
    asset_id: r.text("asset_id"),
    reel_id: r.text("reel_id"),
    width: r.number("width"),
    height: r.number("height"),
    frame_count: r.number("frame_count"),
    rate: r.number("rate"),
    duration_seconds: r.number("duration_seconds", 0),
    time_base: r.nested("time_base", timeBase),
    steps: r.list("steps", pair),
    keys: r.list("keys", whole),
    scenes: r.list("scenes", whole),
    extracted: r.number("extracted", 0),
    predicted: r.list("predicted", pair),
    annotated: r.has("annotated") ? r.list("annotated", pair) : [],
    sprite: r.nestedOrNull("sprite", decodeSprite),
  };
};

const PROPAGATION_STATUSES = [
  "queued",
  "running",
  "finished",
  "failed",
  "cancelled",
] as const satisfies readonly PropagationStatus[];

export const decodePropagationShort: Decoder<PropagationShort> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    asset_id: r.text("asset_id"),
    annotation_id: r.text("annotation_id"),
    first: r.number("first"),
    last: r.number("last"),
    direction: r.choice("direction", ["forward", "backward"] as const),
    status: r.choice("status", PROPAGATION_STATUSES),
    run: r.number("run", 1),
    reached: r.number("reached", r.number("first")),
    anchors: r.has("anchors") ? r.list("anchors", whole) : [],
    reason: r.textOrNull("reason"),
    taken: r.flag("taken"),
    actor: r.nestedOrNull("actor", decodeActor),
  };
};

export const decodePropagation: Decoder<Propagation> = (value, path) => ({
  ...decodePropagationShort(value, path),
  keyframes: new Reader(value, path).sieve("keyframes", decodeKeyframe),
});
