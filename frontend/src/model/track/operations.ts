/** What a person does to a track, as the corrections that one undoable act consists of; none where it does nothing. */
import type {
  Attribute,
  AttributeValue,
  Changes,
  Keyframe,
  KeyframeFields,
  TrackedShape,
  TrackShape,
} from "../../contract/contract";
import { answerFault } from "../attributes";
import { extendTo } from "./extent";
import { answersAt, keyframeIndexAt, placeAt } from "./interpolate";
import { fieldsHere, fieldsOf, isMoving, keyframeAt, keyframeOn, shapeSaid } from "./keyframes";
import { partBefore, partFrom, shown } from "./parts";
import { rekey, reshape, type TrackAnnotation, type TrackStep } from "./steps";

type Answers = Readonly<Record<string, AttributeValue>>;

/** Let a track end before a frame and another object go on from there. */
export function splitTrack(
  track: TrackAnnotation,
  frame: number,
  newId: string,
  { label = track.label, asked }: Heir = {},
): TrackStep[] {
  const before = partBefore(track.shape, frame);
  const after = partFrom(track.shape, frame);
  if (!before || !after) return [];
  const answers = fitting(track.attributes, asked);
  const changes: Changes = {
    ...(Object.keys(answers).length > 0 ? { attributes: answers } : {}),
    ...(track.occluded ? { occluded: true } : {}),
    ...(track.z === 0 ? {} : { z: track.z }),
    ...(track.group ? { group: track.group } : {}),
  };
  const heir: TrackStep = { kind: "add", annotation_id: newId, label, shape: answering(after, asked) };
  return [reshape(track, before), Object.keys(changes).length > 0 ? { ...heir, changes } : heir];
}

/** What the object that goes on is: its label, and what that asks; everything is kept where that is not known. */
export interface Heir {
  readonly label?: string;
  readonly asked?: readonly Attribute[] | undefined;
}

/** The answers that a label asks for. */
function fitting(answers: Answers, asked: readonly Attribute[] | undefined): Answers {
  if (!asked) return answers;
  const fits = ([name, value]: [string, AttributeValue]) => {
    const question = asked.find((one) => one.name === name);
    return question !== undefined && answerFault(question, value) === null;
  };
  return Object.fromEntries(Object.entries(answers).filter(fits));
}

/** A track whose keyframes say only what a label asks of objects that change. */
function answering(track: TrackShape, asked: readonly Attribute[] | undefined): TrackShape {
  const mutable = asked?.filter((question) => question.mutable);
  const keyframes = track.keyframes.map((keyframe) => ({
    ...keyframe,
    attributes: fitting(keyframe.attributes, mutable),
  }));
  return { type: "track", keyframes };
}

/** Give a track another label from a frame on. */
export function relabelFrom(
  track: TrackAnnotation,
  frame: number,
  label: string,
  newId: string,
  asked?: readonly Attribute[],
): TrackStep[] {
  if (label === track.label || !partFrom(track.shape, frame)) return [];
  if (!partBefore(track.shape, frame)) return [{ kind: "relabel", annotation_id: track.id, label }];
  return splitTrack(track, frame, newId, { label, asked });
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

/** Say the shape of a track at a frame: the keyframe there, or a new one. */
export function setShape(track: TrackAnnotation, frame: number, shape: TrackedShape): TrackStep[] {
  return rekey(track, shapeSaid(track.shape, frame, shape));
}

/** Take a keyframe away; with its last one the track goes. */
export function deleteKeyframe(track: TrackAnnotation, frame: number): TrackStep[] {
  if (!keyframeAt(track.shape, frame)) return [];
  if (track.shape.keyframes.length === 1) return [{ kind: "remove", annotation_id: track.id }];
  return rekey(track, { [frame]: null });
}

/** Put a keyframe on another frame, with what it says; not past its neighbours. */
export function moveKeyframe(track: TrackAnnotation, from: number, to: number): TrackStep[] {
  const { keyframes } = track.shape;
  const place = keyframes.findIndex(({ frame }) => frame === from);
  const moved = keyframes[place];
  if (!moved || from === to || to < 0) return [];
  const before = keyframes[place - 1]?.frame ?? -1;
  const after = keyframes[place + 1]?.frame ?? Number.POSITIVE_INFINITY;
  return to > before && to < after ? rekey(track, { [from]: null, [to]: fieldsOf(moved) }) : [];
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

/** Gone from a frame on, or back again; before its beginning it is there from this frame on. */
export function toggleOutside(track: TrackAnnotation, frame: number, frameCount: number): TrackStep[] {
  if (placeAt(track.shape, frame)) return setOutside(track, frame, true);
  return fieldsHere(track.shape, frame)
    ? setOutside(track, frame, false)
    : extendTo(track, frame, frameCount);
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
