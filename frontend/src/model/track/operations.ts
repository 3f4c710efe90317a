/** What a person does to a track, as the corrections that one undoable act consists of; none where it does nothing. */
import type {
  Annotation,
  AttributeValue,
  Changes,
  Correction,
  Keyframe,
  KeyframeFields,
  KeyframesSaid,
  TrackedShape,
  TrackShape,
} from "../../contract/contract";
import { answersAt, keyframeIndexAt, placeAt } from "./interpolate";
import { fieldsHere, keyframeAt, keyframeOn, nextKeyframe } from "./keyframes";

/** A correction before it is given an id and a revision. */
export type TrackStep = Omit<Correction, "mutation_id" | "revision" | "time_spent_ms">;
/** An annotation that is a track. */
export type TrackAnnotation = Annotation & { readonly shape: TrackShape };

export function isTrack(annotation: Annotation): annotation is TrackAnnotation {
  return annotation.shape.type === "track";
}

const rekey = ({ id }: Annotation, keyframes: KeyframesSaid): TrackStep[] =>
  Object.keys(keyframes).length > 0 ? [{ kind: "rekey", annotation_id: id, keyframes }] : [];

const reshape = ({ id }: Annotation, shape: TrackShape): TrackStep => ({
  kind: "reshape",
  annotation_id: id,
  shape,
});

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

/** Whether a track at a frame is on its way from one keyframe to another. */
function isMoving(track: TrackShape, frame: number): boolean {
  const following = nextKeyframe(track, frame);
  return following !== null && !following.outside && keyframeAt(track, frame) === null;
}

/** Let a track end before a frame and another object go on from there. */
export function splitTrack(
  track: TrackAnnotation,
  frame: number,
  newId: string,
  label = track.label,
): TrackStep[] {
  const before = partBefore(track.shape, frame);
  const after = partFrom(track.shape, frame);
  if (!before || !after) return [];
  const changes: Changes = {
    attributes: track.attributes,
    ...(track.occluded ? { occluded: true } : {}),
    ...(track.z === 0 ? {} : { z: track.z }),
    ...(track.group ? { group: track.group } : {}),
  };
  return [reshape(track, before), { kind: "add", annotation_id: newId, label, shape: after, changes }];
}

/** Give a track another label from a frame on. */
export function relabelFrom(
  track: TrackAnnotation,
  frame: number,
  label: string,
  newId: string,
): TrackStep[] {
  if (label === track.label || !partFrom(track.shape, frame)) return [];
  if (!partBefore(track.shape, frame)) return [{ kind: "relabel", annotation_id: track.id, label }];
  return splitTrack(track, frame, newId, label);
}

/** Make two tracks one object, the first; on the same frame the one that begins later counts. */
export function mergeTracks(into: TrackAnnotation, other: TrackAnnotation): TrackStep[] {
  const merged = joinTracks(into.shape, other.shape);
  if (!merged || into.id === other.id) return [];
  return [reshape(into, merged), { kind: "remove", annotation_id: other.id }];
}

function joinTracks(a: TrackShape, b: TrackShape): TrackShape | null {
  const [mine, theirs] = [shown(a), shown(b)];
  const [first, second] = [mine[0], theirs[0]];
  if (!first || !second || first.shape.type !== second.shape.type) return null;
  const [early, late] = first.frame <= second.frame ? [mine, theirs] : [theirs, mine];
  const start = (late[0] as Keyframe).frame;
  const taken = new Set(late.map(({ frame }) => frame));
  // The end of the earlier one would hide the later one where both are.
  const kept = early.filter(({ frame, outside }) => !taken.has(frame) && !(outside && frame >= start));
  const last = early.at(-1) as Keyframe;
  if (!last.outside && last.frame + 1 < start) {
    kept.push(keyframeOn(last.frame + 1, { ...fieldsOf(last), outside: true, attributes: {} }));
  } else {
    // It does not set out for where the other one begins before that does.
    const held = placeAt({ type: "track", keyframes: early }, start - 1);
    if (held && !held.isKeyframe) {
      const { shape, occluded } = held;
      kept.push(keyframeOn(start - 1, { shape, occluded }));
    }
  }
  return { type: "track", keyframes: [...kept, ...late].sort((x, y) => x.frame - y.frame) };
}

/** A track's keyframes from the first at which it is there, which carries the answers given before it. */
function shown(track: TrackShape): readonly Keyframe[] {
  const start = track.keyframes.findIndex(({ outside }) => !outside);
  const first = track.keyframes[start];
  if (!first) return [];
  return [{ ...first, attributes: answersAt(track, start) }, ...track.keyframes.slice(start + 1)];
}

function fieldsOf({ frame: _frame, ...fields }: Keyframe): KeyframeFields {
  return fields;
}

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
  if (!last.outside || frame < last.frame) return [];
  const ended = keyframes.findLast(({ outside }) => !outside) as Keyframe;
  const gone = keyframes.filter((it) => it.frame > ended.frame).map((it) => [it.frame, null] as const);
  const after = { shape: ended.shape, occluded: ended.occluded, outside: true };
  return rekey(track, {
    ...Object.fromEntries(gone),
    ...(frame + 1 < frameCount ? { [frame + 1]: after } : {}),
  });
}

/** Say the shape of a track at a frame: the keyframe there, or a new one. */
export function setShape(track: TrackAnnotation, frame: number, shape: TrackedShape): TrackStep[] {
  const held = fieldsHere(track.shape, frame);
  return rekey(track, { [frame]: { ...held, shape, outside: false } });
}

/** Take a keyframe away; with its last one the track goes. */
export function deleteKeyframe(track: TrackAnnotation, frame: number): TrackStep[] {
  if (!keyframeAt(track.shape, frame)) return [];
  if (track.shape.keyframes.length === 1) return [{ kind: "remove", annotation_id: track.id }];
  return rekey(track, { [frame]: null });
}

/** Let a track stand still for the next frames, as it is at this one. */
export function copyToNext(
  track: TrackAnnotation,
  frame: number,
  count: number,
  frameCount: number,
): TrackStep[] {
  const here = placeAt(track.shape, frame);
  const last = Math.min(frame + count, frameCount - 1);
  if (!here || last <= frame) return [];
  const said: Record<string, KeyframeFields | null> = {};
  for (const keyframe of track.shape.keyframes)
    if (keyframe.frame > frame && keyframe.frame < last) said[keyframe.frame] = null;
  const { shape, occluded } = here;
  if (!here.isKeyframe) said[frame] = { shape, occluded, attributes: {} };
  // Answers that were given in between hold on after it, as they did.
  said[last] = { shape, occluded, attributes: answersWithin(track.shape, frame, last) };
  return rekey(track, said);
}

function answersWithin(track: TrackShape, after: number, last: number): Record<string, AttributeValue> {
  const between = track.keyframes.filter(({ frame }) => frame > after && frame <= last);
  return Object.assign({}, ...between.map(({ attributes }) => attributes));
}

/** Say that an object is gone from a frame on up to the next keyframe, or that it is there. */
export function setOutside(track: TrackAnnotation, frame: number, outside: boolean): TrackStep[] {
  const held = fieldsHere(track.shape, frame);
  if (!held || Boolean(held.outside) === outside) return [];
  const said: Record<string, KeyframeFields> = { [frame]: { ...held, outside } };
  const before = frame - 1;
  const last = outside && isMoving(track.shape, before) ? placeAt(track.shape, before) : null;
  if (last) said[before] = { shape: last.shape, occluded: last.occluded };
  return rekey(track, said);
}

/** Say from a frame on whether an object is occluded, up to where it was said otherwise. */
export function setOccluded(track: TrackAnnotation, frame: number, occluded: boolean): TrackStep[] {
  const held = fieldsHere(track.shape, frame);
  if (!held || Boolean(held.occluded) === occluded) return [];
  const said: Record<string, KeyframeFields> = { [frame]: { ...held, occluded } };
  for (const later of track.shape.keyframes) {
    if (later.frame <= frame) continue;
    if (later.occluded === occluded) break;
    said[later.frame] = { ...fieldsOf(later), occluded };
  }
  return rekey(track, said);
}

/** Give an answer from a frame on, up to where it is given anew. */
export function setAnswer(
  track: TrackAnnotation,
  frame: number,
  name: string,
  value: AttributeValue,
): TrackStep[] {
  const held = fieldsHere(track.shape, frame);
  if (!held) return [];
  if (answersAt(track.shape, keyframeIndexAt(track.shape, frame))[name] === value) return [];
  return rekey(track, { [frame]: { ...held, attributes: { ...held.attributes, [name]: value } } });
}
