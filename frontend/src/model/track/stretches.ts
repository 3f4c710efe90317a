/** Where a track is in the picture, as stretches of frames. */
import type { TrackShape } from "../../contract/contract";

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
