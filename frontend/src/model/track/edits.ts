/** What a person does to the keyframes of a track; each act gives another track, or null when it changes nothing. */
import type { Keyframe, TrackedShape, TrackShape } from "../../contract/contract";
import { keyframeIndexAt, placeAt } from "./interpolate";

const track = (keyframes: readonly Keyframe[]): TrackShape => ({ type: "track", keyframes });

export function trackFrom(shape: TrackedShape, frame: number, occluded = false): TrackShape {
  return track([{ frame, shape, outside: false, occluded, attributes: {} }]);
}

/** Put a keyframe in its place, instead of the one at its frame. */
export function withKeyframe(of: TrackShape, keyframe: Keyframe): TrackShape {
  const others = of.keyframes.filter((known) => known.frame !== keyframe.frame);
  return track([...others, keyframe].sort((a, b) => a.frame - b.frame));
}

/** What a keyframe at a frame would say if nothing changed there; gone objects as they last were. */
export function keyframeAt(of: TrackShape, frame: number): Keyframe {
  const place = keyframeIndexAt(of, frame);
  const here = of.keyframes[Math.max(0, place)] as Keyframe;
  if (here.frame === frame) return here;
  const placed = placeAt(of, frame);
  return {
    frame,
    shape: placed?.shape ?? here.shape,
    outside: here.outside && place >= 0,
    occluded: here.occluded,
    attributes: {},
  };
}

export function reshapedAt(of: TrackShape, frame: number, shape: TrackedShape): TrackShape {
  return withKeyframe(of, { ...keyframeAt(of, frame), shape, outside: false });
}

export function occludedAt(of: TrackShape, frame: number, occluded: boolean): TrackShape {
  return withKeyframe(of, { ...keyframeAt(of, frame), occluded });
}

/** Gone from a frame on, or back again. */
export function toggledOutside(of: TrackShape, frame: number): TrackShape {
  const here = keyframeAt(of, frame);
  if (placeAt(of, frame) === null) return withKeyframe(of, { ...here, outside: false });
  return withKeyframe(heldUntil(of, frame), { ...here, outside: true });
}

/** With a keyframe just before a frame, so that what is said from there on changes nothing earlier:
 *
 * before an object is gone it is held where it was, not on its way to the next keyframe.
 */
function heldUntil(of: TrackShape, frame: number): TrackShape {
  const begins = (of.keyframes[0] as Keyframe).frame;
  return frame > begins ? withKeyframe(of, keyframeAt(of, frame - 1)) : of;
}

/** Without the keyframe at a frame; null when there is none, or no other. */
export function withoutKeyframe(of: TrackShape, frame: number): TrackShape | null {
  const left = of.keyframes.filter((known) => known.frame !== frame);
  return left.length === of.keyframes.length || left.length === 0 ? null : track(left);
}

/** With a keyframe at another frame; null when it would pass or meet a neighbour. */
export function movedKeyframe(of: TrackShape, from: number, to: number): TrackShape | null {
  const place = of.keyframes.findIndex((known) => known.frame === from);
  const moved = of.keyframes[place];
  if (!moved || from === to || to < 0) return null;
  const before = of.keyframes[place - 1]?.frame ?? -1;
  const after = of.keyframes[place + 1]?.frame ?? Number.POSITIVE_INFINITY;
  if (to <= before || to >= after) return null;
  return track(of.keyframes.map((known) => (known === moved ? { ...moved, frame: to } : known)));
}

/** The part before a frame, gone from there on, and the part from it; null where there is nothing to part. */
export function splitAt(of: TrackShape, frame: number): readonly [TrackShape, TrackShape] | null {
  if (frame <= (of.keyframes[0] as Keyframe).frame) return null;
  const here = keyframeAt(of, frame);
  const before = heldUntil(of, frame).keyframes.filter((known) => known.frame < frame);
  const after = of.keyframes.filter((known) => known.frame > frame);
  if (here.outside && after.length === 0) return null;
  return [track([...before, { ...here, outside: true, attributes: {} }]), track([here, ...after])];
}

/** Both as one: where both have a keyframe, the first one's stands; null when they are of different kinds. */
export function merged(a: TrackShape, b: TrackShape): TrackShape | null {
  if (a.keyframes[0]?.shape.type !== b.keyframes[0]?.shape.type) return null;
  const [earlier, later] =
    (a.keyframes[0] as Keyframe).frame <= (b.keyframes[0] as Keyframe).frame ? [a, b] : [b, a];
  const begins = (later.keyframes[0] as Keyframe).frame;
  // The end of the earlier one is no end any more, where the later one goes on from there.
  const kept = earlier.keyframes.filter((known) => !(known.outside && known.frame >= begins - 1));
  return [...later.keyframes, ...kept].reduce<TrackShape>(
    (whole, keyframe) => withKeyframe(whole, keyframe),
    track([kept[0] ?? (later.keyframes[0] as Keyframe)]),
  );
}

/** Beginning at a frame, be that earlier or later than now; null when nothing would be left. */
export function beginningAt(of: TrackShape, frame: number): TrackShape | null {
  const first = of.keyframes[0] as Keyframe;
  if (frame === first.frame) return null;
  if (frame < first.frame) return track([{ ...first, frame }, ...of.keyframes]);
  const here = keyframeAt(of, frame);
  const after = of.keyframes.filter((known) => known.frame > frame);
  return here.outside && after.length === 0 ? null : track([here, ...after]);
}

/** Last in the picture just before a frame: gone from it on; null when it begins only there. */
export function endingBefore(of: TrackShape, frame: number): TrackShape | null {
  const before = heldUntil(of, frame).keyframes.filter((known) => known.frame < frame);
  const last = before.at(-1);
  if (!last) return null;
  return track(
    last.outside ? before : [...before, { ...keyframeAt(of, frame), outside: true, attributes: {} }],
  );
}

/** Frames `first` to `last` in which it is in the picture; `last` is open where it is held to the end. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly state: "seen" | "occluded";
}

const stretches = new WeakMap<TrackShape, readonly Stretch[]>();

/** Where a track is in the picture, by neighbouring keyframes of one state. */
export function stretchesOf(of: TrackShape): readonly Stretch[] {
  const known = stretches.get(of);
  if (known) return known;
  const found: Stretch[] = [];
  of.keyframes.forEach((keyframe, place) => {
    if (keyframe.outside) return;
    const next = of.keyframes[place + 1];
    const last = next ? next.frame - 1 : Number.POSITIVE_INFINITY;
    const state = keyframe.occluded ? "occluded" : "seen";
    const before = found.at(-1);
    if (before?.state === state && before.last === keyframe.frame - 1)
      found[found.length - 1] = { ...before, last };
    else found.push({ first: keyframe.frame, last, state });
  });
  stretches.set(of, found);
  return found;
}
