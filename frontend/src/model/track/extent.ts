/** From which frame to which a track is in the picture: trimming and extending either end. */
import type { Keyframe } from "../../contract/contract";
import { placeAt } from "./interpolate";
import { nextKeyframe } from "./keyframes";
import { partBefore, partFrom, shown } from "./parts";
import { rekey, reshape, type TrackAnnotation, type TrackStep } from "./steps";

/** Let a track begin at a frame: what is before goes. */
export function trimStart(track: TrackAnnotation, frame: number): TrackStep[] {
  const [first] = track.shape.keyframes;
  const left = partFrom(track.shape, frame);
  return left && first && first.frame < frame ? [reshape(track, left)] : [];
}

/** Let a frame be the last one of a track: what is after goes. */
export function trimEnd(track: TrackAnnotation, frame: number): TrackStep[] {
  const left = partBefore(track.shape, frame + 1);
  const ended = !placeAt(track.shape, frame + 1) && !nextKeyframe(track.shape, frame + 1);
  return left && !ended ? [reshape(track, left)] : [];
}

/** Let a track be there up to a frame: before its first keyframe or after its end, as it stood there. */
export function extendTo(track: TrackAnnotation, frame: number, frameCount: number): TrackStep[] {
  const { keyframes } = track.shape;
  const [first, last] = [shown(track.shape)[0], keyframes.at(-1)];
  if (!first || !last) return [];
  if (frame < first.frame) {
    const early = Object.fromEntries(
      keyframes.filter((it) => it.outside && it.frame < first.frame).map((it) => [it.frame, null]),
    );
    return rekey(track, { ...early, [frame]: { shape: first.shape, occluded: first.occluded } });
  }
  const ended = keyframes.findLast(({ outside }) => !outside) as Keyframe;
  const after = keyframes.filter((it) => it.frame > ended.frame);
  if (!last.outside || frame < (after[0] as Keyframe).frame) return [];
  const end = { shape: ended.shape, occluded: ended.occluded, outside: true };
  return rekey(track, {
    ...Object.fromEntries(after.map((it) => [it.frame, null])),
    ...(frame + 1 < frameCount ? { [frame + 1]: end } : {}),
  });
}

/** Let a track be in the picture from a frame on, be that earlier or later than now. */
export function beginAt(track: TrackAnnotation, frame: number, frameCount: number): TrackStep[] {
  const first = shown(track.shape)[0];
  if (!first || frame === first.frame) return [];
  return frame < first.frame ? extendTo(track, frame, frameCount) : trimStart(track, frame);
}

/** Let a frame be the last one in which a track is in the picture, be that earlier or later than now. */
export function endAt(track: TrackAnnotation, frame: number, frameCount: number): TrackStep[] {
  if (frame >= frameCount - 1) return extendTo(track, frameCount - 1, frameCount);
  const longer = extendTo(track, frame, frameCount);
  const first = shown(track.shape)[0];
  if (longer.length > 0 && first && frame >= first.frame) return longer;
  return trimEnd(track, frame);
}
