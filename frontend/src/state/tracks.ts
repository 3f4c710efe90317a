/** The one place where acts on what is seen at a frame of a video become corrections of its tracks. */
import { createStore } from "zustand/vanilla";
import type { Changes, Shape, TrackedShape, TrackShape } from "../contract/contract";
import type { FrameState } from "../model/frameState";
import { roundShape } from "../model/geometry";
import { changedFrames, fieldsHere, rekeyed, shapeSaid, trackFrom } from "../model/track/keyframes";
import { setAnswer, setOccluded, setShape } from "../model/track/operations";
import { isTrack, type TrackAnnotation, trackAfter } from "../model/track/steps";
import type { Step } from "./undoStack";

/** Whether what is drawn on a video becomes a track, or stays on its frame. */
export const drawStore = createStore<{ readonly asTracks: boolean }>(() => ({ asTracks: true }));

export function toggleTrackMode(): void {
  drawStore.setState({ asTracks: !drawStore.getState().asTracks });
}

export const isTrackable = (shape: Shape): shape is TrackedShape =>
  shape.type !== "mask" && shape.type !== "tag" && shape.type !== "track";

export interface Place {
  /** The frame's own state, without tracks. */
  readonly frame: FrameState;
  readonly reel: FrameState;
  readonly index: number;
  readonly asTracks: boolean;
  /** Whether the answers to a label's question change along a track. */
  isMutable?(label: string, name: string): boolean;
}

/** Steps for each of the two: the frame, and the reel that the tracks stand on. */
export interface Routed {
  readonly frame: readonly Step[];
  readonly reel: readonly Step[];
  /** Why some of them cannot be done. */
  readonly fault: string | null;
}

const MOST_SINGLE = 12;
const OTHER_KIND = "A track keeps its kind of shape. Draw on this frame only to use another one.";

/** Send each step where its object stands; what changes a shape at a frame sets a keyframe there. */
export function routeSteps(steps: readonly Step[], place: Place): Routed {
  const onFrame: Step[] = [];
  const onReel: Step[] = [];
  let fault: string | null = null;
  /** Tracks as the steps before leave them. */
  const now = new Map<string, TrackAnnotation>();
  for (const step of steps) {
    const { annotation_id: id, prediction_id: ghostId } = step;
    const ghost = ghostId
      ? (place.reel.predictions.get(ghostId) ?? place.reel.decided.get(ghostId))
      : undefined;
    const standing = id ? (now.get(id) ?? place.reel.annotations.get(id)) : undefined;
    const isOnReel = standing !== undefined || (id !== undefined && place.reel.removed.has(id));
    if (ghost) onReel.push(adjusted(step, ghost.shape, place.index));
    else if (standing && isTrack(standing)) {
      const found = keyed(step, standing, place);
      if (found === null) fault = OTHER_KIND;
      else onReel.push(...found.map((one) => bySingleKeyframes(one, standing.shape)));
      if (found) now.set(standing.id, trackAfter(standing, found));
    } else if (step.shape?.type === "track") onReel.push(step);
    else if (step.kind === "add" && step.shape && place.asTracks && isTrackable(step.shape))
      onReel.push(begun(step, step.shape, place.index));
    else (isOnReel ? onReel : onFrame).push(step);
  }
  return { frame: onFrame, reel: onReel, fault };
}

/** Few keyframes are said one by one, so that they merge with what others say of other ones. */
function bySingleKeyframes(step: Step, before: TrackShape): Step {
  if (step.kind !== "reshape" || step.shape?.type !== "track") return step;
  const after = step.shape;
  const frames = changedFrames(before, after);
  if (frames.length === 0 || frames.length > MOST_SINGLE) return step;
  const { shape: _whole, ...rest } = step;
  const set = new Set(after.keyframes.map((keyframe) => keyframe.frame));
  const said = frames.map((frame) => [String(frame), set.has(frame) ? fieldsHere(after, frame) : null]);
  return { ...rest, kind: "rekey", keyframes: Object.fromEntries(said) };
}

/** A new object as a track that begins at this frame; being hidden is said by its keyframe. */
function begun(step: Step, shape: TrackedShape, index: number): Step {
  const { occluded, ...changes } = step.changes ?? {};
  const { changes: _said, ...rest } = step;
  return {
    ...rest,
    shape: trackFrom(shape, index, occluded ?? false),
    ...(Object.keys(changes).length > 0 ? { changes } : {}),
  };
}

function adjusted(step: Step, shape: Shape, index: number): Step {
  if (shape.type !== "track" || !step.shape || !isTrackable(step.shape)) return step;
  return { ...step, shape: rekeyed(shape, shapeSaid(shape, index, step.shape)) };
}

/** The steps on a track for one step on its object at a frame; null when they cannot be. */
function keyed(step: Step, track: TrackAnnotation, place: Place): readonly Step[] | null {
  const { index } = place;
  if (step.kind === "reshape" && step.shape && step.shape.type !== "track") {
    if (!isTrackable(step.shape) || step.shape.type !== track.shape.keyframes[0]?.shape.type) return null;
    return setShape(track, index, roundShape(step.shape) as TrackedShape);
  }
  return step.kind === "describe" && step.changes ? described(step, step.changes, track, place) : [step];
}

/** What changes along a track is said by its keyframes, the rest of the whole track. */
function described(step: Step, changes: Changes, track: TrackAnnotation, place: Place): readonly Step[] {
  const { occluded, attributes, ...whole } = changes;
  const steps: Step[] = [];
  let now = track;
  const say = (found: readonly Step[]) => {
    steps.push(...found);
    now = trackAfter(now, found);
  };
  if (occluded !== undefined) say(setOccluded(now, place.index, occluded));
  const still = Object.entries(attributes ?? {}).filter(([name, value]) => {
    if (value === null || !place.isMutable?.(track.label, name)) return true;
    say(setAnswer(now, place.index, name, value));
    return false;
  });
  const left = { ...whole, ...(still.length > 0 ? { attributes: Object.fromEntries(still) } : {}) };
  return Object.keys(left).length > 0 ? [...steps, { ...step, changes: left }] : steps;
}
