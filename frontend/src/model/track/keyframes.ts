/** Single keyframes of a track: setting them, taking them back, and finding one's way among them. */
import type {
  Keyframe,
  KeyframeFields,
  KeyframesSaid,
  Shape,
  TrackedShape,
  TrackShape,
} from "../../contract/contract";
import { sameKeyframe } from "../geometry";
import { keyframeIndexAt, placeAt } from "./interpolate";

/** A keyframe on its frame, with what was left out. */
export function keyframeOn(frame: number, fields: KeyframeFields): Keyframe {
  const { shape, outside = false, occluded = false, attributes = {} } = fields;
  return { frame, shape, outside, occluded, attributes };
}

export function fieldsOf({ frame: _frame, ...fields }: Keyframe): KeyframeFields {
  return fields;
}

/** A track that begins with one keyframe. */
export function trackFrom(shape: TrackedShape, frame: number, occluded = false): TrackShape {
  return { type: "track", keyframes: [keyframeOn(frame, { shape, occluded })] };
}

/** The track with keyframes set and taken away, as the server does; one that would have none left stays. */
export function rekeyed(track: TrackShape, said: KeyframesSaid): TrackShape {
  const set = Object.entries(said).flatMap(([frame, fields]) =>
    fields ? [keyframeOn(Number(frame), fields)] : [],
  );
  const kept = track.keyframes.filter(({ frame }) => said[frame] === undefined);
  const keyframes = [...kept, ...set].sort((a, b) => a.frame - b.frame);
  return keyframes.length > 0 ? { type: "track", keyframes } : track;
}

/** The keyframe that stands exactly on a frame. */
export function keyframeAt(track: TrackShape, frame: number): Keyframe | null {
  const found = track.keyframes[keyframeIndexAt(track, frame)];
  return found?.frame === frame ? found : null;
}

/** What gives back the keyframes that were touched as they stood before, and no others. */
export function keyframesBefore(said: KeyframesSaid, before: TrackShape): KeyframesSaid {
  return Object.fromEntries(Object.keys(said).map((frame) => [frame, fieldsAt(before, Number(frame))]));
}

function fieldsAt(track: TrackShape, frame: number): KeyframeFields | null {
  const found = keyframeAt(track, frame);
  return found && fieldsOf(found);
}

const same = (a: KeyframeFields | null, b: KeyframeFields | null) =>
  a === b || (a !== null && b !== null && sameKeyframe(a, b));

/** Whether two tracks have the same keyframes where something is said of them. */
export function sameKeyframesWhere(said: KeyframesSaid, a: Shape, b: Shape): boolean {
  if (a.type !== "track" || b.type !== "track") return false;
  return Object.keys(said).every((frame) => same(keyframeAt(a, Number(frame)), keyframeAt(b, Number(frame))));
}

/** Whether a track says already what would be said of it. */
export function saysAlready(track: TrackShape, said: KeyframesSaid): boolean {
  return Object.entries(said).every(([frame, fields]) => same(keyframeAt(track, Number(frame)), fields));
}

export interface Met {
  readonly frame: number;
  /** What either says of the object there; null where it is gone. */
  readonly mine: TrackedShape | null;
  readonly theirs: TrackedShape | null;
}

/** The first keyframe of which one person says this and another's track something else. */
export function metAt(said: KeyframesSaid, theirs: TrackShape): Met | null {
  const frame = Object.keys(said).find((at) => !same(keyframeAt(theirs, Number(at)), said[at] ?? null));
  if (frame === undefined) return null;
  const mine = said[frame];
  return {
    frame: Number(frame),
    mine: mine && !mine.outside ? mine.shape : null,
    theirs: placeAt(theirs, Number(frame))?.shape ?? null,
  };
}

/** The frames at which two tracks have different keyframes, in order. */
export function changedFrames(before: TrackShape, after: TrackShape): number[] {
  const frames = new Set([...before.keyframes, ...after.keyframes].map(({ frame }) => frame));
  return [...frames]
    .filter((frame) => !same(keyframeAt(before, frame), keyframeAt(after, frame)))
    .sort((a, b) => a - b);
}

/** What a keyframe on this frame would say so that nothing changes; null before the first one.
 *
 * Its answers are those given here: older ones hold by themselves. Where the track is outside, so is the keyframe.
 */
export function fieldsHere(track: TrackShape, frame: number): KeyframeFields | null {
  const exact = fieldsAt(track, frame);
  if (exact) return exact;
  const latest = track.keyframes[keyframeIndexAt(track, frame)];
  if (!latest) return null;
  const shape = placeAt(track, frame)?.shape ?? latest.shape;
  return { shape, outside: latest.outside, occluded: latest.occluded, attributes: {} };
}

export function nextKeyframe(track: TrackShape, frame: number): Keyframe | null {
  return track.keyframes[keyframeIndexAt(track, frame) + 1] ?? null;
}

export function previousKeyframe(track: TrackShape, frame: number): Keyframe | null {
  return track.keyframes[keyframeIndexAt(track, frame - 1)] ?? null;
}

/** The keyframes from one frame to another, both included. */
export function keyframesBetween(track: TrackShape, first: number, last: number): readonly Keyframe[] {
  return track.keyframes.slice(keyframeIndexAt(track, first - 1) + 1, keyframeIndexAt(track, last) + 1);
}

/** Whether a track at a frame is on its way from one keyframe to another. */
export function isMoving(track: TrackShape, frame: number): boolean {
  const following = nextKeyframe(track, frame);
  return following !== null && !following.outside && keyframeAt(track, frame) === null;
}

/** What says that the object has this shape at a frame: nothing else of it changes there. */
export function shapeSaid(track: TrackShape, frame: number, shape: TrackedShape): KeyframesSaid {
  return { [frame]: { ...fieldsHere(track, frame), shape, outside: false } };
}
