/** Where a track is at a frame; the same meaning as `annotations/domain/interpolation.py`, by shared vectors. */
import type { AttributeValue, Keyframe, Point, TrackedShape, TrackShape } from "../../contract/contract";
import { wrapDegrees } from "../rotate";
import { type Matched, matchLines, matchRings } from "./matchVertices";

export interface Placed {
  readonly shape: TrackedShape;
  readonly occluded: boolean;
  /** The newest answer to each question up to here. */
  readonly attributes: Answers;
  readonly isKeyframe: boolean;
}

type Answers = Readonly<Record<string, AttributeValue>>;
/** The shape at a share of the way between two keyframes. */
type Passage = (share: number) => TrackedShape;

/** Index of the latest keyframe at or before a frame; -1 before the first. */
export function keyframeIndexAt(track: TrackShape, frame: number): number {
  const { keyframes } = track;
  let low = 0;
  let high = keyframes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keyframes[middle] as Keyframe).frame <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A track's object at a frame; null before its first keyframe and where it is outside. */
export function placeAt(track: TrackShape, frame: number): Placed | null {
  const place = keyframeIndexAt(track, frame);
  const here = track.keyframes[place];
  if (!here || here.outside) return null;
  const following = track.keyframes[place + 1];
  const isKeyframe = here.frame === frame;
  const passage = isKeyframe || !following || following.outside ? null : passageOf(here, following);
  const shape =
    passage && following ? passage((frame - here.frame) / (following.frame - here.frame)) : here.shape;
  return { shape, occluded: here.occluded, attributes: answersAt(track, place), isKeyframe };
}

const gathered = new WeakMap<TrackShape, readonly Answers[]>();

/** The answers that hold from a keyframe on: each until it is given anew. */
export function answersAt(track: TrackShape, place: number): Answers {
  let known = gathered.get(track);
  if (!known) {
    let held: Answers = {};
    known = track.keyframes.map(({ attributes }) => {
      if (Object.keys(attributes).length > 0) held = { ...held, ...attributes };
      return held;
    });
    gathered.set(track, known);
  }
  return known[place] ?? {};
}

interface Way {
  readonly to: TrackedShape;
  readonly passage: Passage | null;
}
/** Matching outlines takes its time, playing does not wait: kept with the earlier of the two shapes. */
const ways = new WeakMap<TrackedShape, Way>();

function passageOf(here: Keyframe, following: Keyframe): Passage | null {
  const known = ways.get(here.shape);
  if (known?.to === following.shape) return known.passage;
  const passage = makePassage(here.shape, following.shape);
  ways.set(here.shape, { to: following.shape, passage });
  return passage;
}

function makePassage(a: TrackedShape, b: TrackedShape): Passage | null {
  switch (a.type) {
    case "box": {
      if (b.type !== a.type) return null;
      const turn = turnOf(a.rotation, b.rotation);
      return (share) => ({
        type: "box",
        x: mix(a.x, b.x, share),
        y: mix(a.y, b.y, share),
        width: mix(a.width, b.width, share),
        height: mix(a.height, b.height, share),
        ...turn(share),
      });
    }
    case "ellipse": {
      if (b.type !== a.type) return null;
      const turn = turnOf(a.rotation, b.rotation);
      return (share) => ({
        type: "ellipse",
        x: mix(a.x, b.x, share),
        y: mix(a.y, b.y, share),
        rx: mix(a.rx, b.rx, share),
        ry: mix(a.ry, b.ry, share),
        ...turn(share),
      });
    }
    case "polygon": {
      if (b.type !== a.type) return null;
      const outline = matchRings(a.points, b.points);
      const [mine, theirs] = [a.holes ?? [], b.holes ?? []];
      if (mine.length === 0 || mine.length !== theirs.length)
        return (share) => ({ ...a, points: mixPoints(outline, share) });
      const holes = mine.map((hole, place) => matchRings(hole, theirs[place] as readonly Point[]));
      return (share) => ({
        ...a,
        points: mixPoints(outline, share),
        holes: holes.map((hole) => mixPoints(hole, share)),
      });
    }
    case "polyline": {
      if (b.type !== a.type) return null;
      const matched = matchLines(a.points, b.points);
      return (share) => ({ ...a, points: mixPoints(matched, share) });
    }
    default: {
      // Points have their meaning by their place: one more or less leaves nothing to go by.
      if (b.type !== a.type || a.points.length !== b.points.length) return null;
      const matched = { earlier: a.points, later: b.points };
      return (share) => ({ ...a, points: mixPoints(matched, share) });
    }
  }
}

type Turned = (share: number) => { rotation?: number };
const upright = {};

/** The angle on the shorter way round; half a turn goes through the angles between the two, whichever is first. */
function turnOf(a: number | null | undefined, b: number | null | undefined): Turned {
  if ((a === null || a === undefined) && (b === null || b === undefined)) return () => upright;
  const [start, end] = [positive(a ?? 0), positive(b ?? 0)];
  const straight = end - start;
  const way = straight > 180 ? straight - 360 : straight < -180 ? straight + 360 : straight;
  return (share) => ({ rotation: wrapDegrees(start + way * share) });
}

const positive = (degrees: number) => ((degrees % 360) + 360) % 360;

const mix = (from: number, to: number, share: number) => from + (to - from) * share;

function mixPoints({ earlier, later }: Matched, share: number): Point[] {
  return earlier.map(([x, y], place): Point => {
    const [toX, toY] = later[place] as Point;
    return [mix(x, toX, share), mix(y, toY, share)];
  });
}
