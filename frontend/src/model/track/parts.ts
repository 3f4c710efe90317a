/** The part of a track before a frame and the part from it on, each a whole track that stands for itself. */
import type { Keyframe, TrackShape } from "../../contract/contract";
import { answersAt, placeAt } from "./interpolate";
import { isMoving, keyframeOn } from "./keyframes";

/** The part of a track before a frame, gone from there on; null when it is never there. */
export function partBefore(track: TrackShape, frame: number): TrackShape | null {
  const kept = track.keyframes.filter((keyframe) => keyframe.frame < frame);
  if (kept.every(({ outside }) => outside)) return null;
  const last = placeAt(track, frame - 1);
  if (!last) return { type: "track", keyframes: kept };
  const { shape, occluded } = last;
  // What moves towards a later keyframe is held instead once that is gone: so it needs one of its own.
  if (isMoving(track, frame - 1)) kept.push(keyframeOn(frame - 1, { shape, occluded }));
  kept.push(keyframeOn(frame, { shape, occluded, outside: true }));
  return { type: "track", keyframes: kept };
}

/** The part of a track from a frame on; null when it is never there. */
export function partFrom(track: TrackShape, frame: number): TrackShape | null {
  const here = placeAt(track, frame);
  const later = track.keyframes.filter((keyframe) => keyframe.frame > frame);
  if (here) {
    const { shape, occluded, attributes } = here;
    return { type: "track", keyframes: [keyframeOn(frame, { shape, occluded, attributes }), ...later] };
  }
  const first = later.find(({ outside }) => !outside);
  if (!first) return null;
  const start = track.keyframes.indexOf(first);
  const attributes = answersAt(track, start);
  return { type: "track", keyframes: [{ ...first, attributes }, ...track.keyframes.slice(start + 1)] };
}

/** A track's keyframes from the first at which it is there, which carries the answers given before it. */
export function shown(track: TrackShape): readonly Keyframe[] {
  const start = track.keyframes.findIndex(({ outside }) => !outside);
  const first = track.keyframes[start];
  if (!first) return [];
  return [{ ...first, attributes: answersAt(track, start) }, ...track.keyframes.slice(start + 1)];
}
