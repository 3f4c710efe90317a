/** Which frames and lanes a timeline shows, and what lies under the pointer; lengths in CSS pixels. */

import type { TrackShape } from "../../contract/contract";
import type { Pinch } from "../pinch";
import { keyframeIndexAt } from "../track/interpolate";
import { stretchesOf } from "../track/stretches";

export interface TimelineView {
  /** The frame at the left edge of the lanes; may lie between two. */
  readonly first: number;
  /** Pixels of a frame. */
  readonly perFrame: number;
  /** Pixels by which the lanes are scrolled down. */
  readonly top: number;
}

export interface Room {
  /** Of the lanes, without their heads. */
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly lanes: number;
}

export const HEAD = 132;
export const RULER = 30;
export const LANE = 20;
const MOST_PER_FRAME = 40;

export const leastPerFrame = ({ width, count }: Room): number => width / Math.max(1, count);

export function keepInside(view: TimelineView, room: Room): TimelineView {
  const least = leastPerFrame(room);
  const perFrame = Math.max(least, Math.min(Math.max(least, MOST_PER_FRAME), view.perFrame));
  const first = Math.max(0, Math.min(room.count - room.width / perFrame, view.first));
  const deepest = Math.max(0, room.lanes * LANE - (room.height - RULER));
  return { perFrame, first, top: Math.max(0, Math.min(deepest, view.top)) };
}

export const xOf = (view: TimelineView, frame: number): number => (frame - view.first) * view.perFrame;

/** The frame at a place, whole; it may lie outside the video. */
export const frameAtX = (view: TimelineView, x: number): number => Math.floor(view.first + x / view.perFrame);

export function zoomAround(view: TimelineView, x: number, factor: number, room: Room): TimelineView {
  const at = view.first + x / view.perFrame;
  const { perFrame } = keepInside({ ...view, perFrame: view.perFrame * factor }, room);
  return keepInside({ ...view, perFrame, first: at - x / perFrame }, room);
}

/** The view after two fingers moved on it: what is between them stays there. */
export function pinched(view: TimelineView, { factor, at, dx, dy }: Pinch, room: Room): TimelineView {
  const zoomed = zoomAround(view, at[0] - HEAD, factor, room);
  return keepInside({ ...zoomed, first: zoomed.first - dx / zoomed.perFrame, top: zoomed.top - dy }, room);
}

/** The view moved so far that a frame is in sight. */
export function withFrame(view: TimelineView, frame: number, room: Room): TimelineView {
  const x = xOf(view, frame);
  if (x >= 0 && x + view.perFrame <= room.width) return view;
  return keepInside({ ...view, first: frame - room.width / view.perFrame / 4 }, room);
}

/** The view scrolled so far that a lane is in sight. */
export function withLane(view: TimelineView, lane: number, room: Room): TimelineView {
  const from = lane * LANE;
  const shown = room.height - RULER;
  if (from >= view.top && from + LANE <= view.top + shown) return view;
  return keepInside({ ...view, top: from < view.top ? from : from + LANE - shown }, room);
}

/** Frames between two marks of the ruler: 1, 2 or 5 times a power of ten, far enough apart to be read. */
export function tickStep(view: TimelineView, least = 70): number {
  const wanted = least / view.perFrame;
  for (let unit = 1; ; unit *= 10)
    for (const times of [1, 2, 5]) if (unit * times >= wanted) return unit * times;
}

export function ticks(view: TimelineView, room: Room): number[] {
  const step = tickStep(view);
  const found: number[] = [];
  const last = Math.min(room.count - 1, view.first + room.width / view.perFrame);
  for (let frame = Math.ceil(view.first / step) * step; frame <= last; frame += step) found.push(frame);
  return found;
}

/** The lanes in sight: from the first to before the last. */
export function lanesInSight(view: TimelineView, room: Room): readonly [number, number] {
  const first = Math.floor(view.top / LANE);
  return [first, Math.min(room.lanes, Math.ceil((view.top + room.height - RULER) / LANE))];
}

export type TimelineHit =
  | { readonly kind: "ruler"; readonly frame: number }
  | { readonly kind: "head"; readonly lane: number }
  | { readonly kind: "keyframe"; readonly lane: number; readonly frame: number }
  | { readonly kind: "start" | "end"; readonly lane: number; readonly frame: number }
  | { readonly kind: "lane"; readonly lane: number; readonly frame: number };

const REACH = 6;
/** A finger covers what it means. */
export const FINGER_REACH = 16;
/** How far from the end of a lane the middle of its grip is. */
export const GRIP = 4;

/** Where the grips of a track's ends are, from the left edge of the lanes; that of an open end is inside. */
export function gripsOf(
  view: TimelineView,
  room: Room,
  track: TrackShape,
): { readonly start: number; readonly end: number; readonly first: number; readonly last: number } | null {
  const stretches = stretchesOf(track);
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return null;
  const end = Math.min(last.last, room.count - 1);
  const edge = xOf(view, end + 1);
  return {
    start: Math.max(GRIP - 2, xOf(view, first.first) - GRIP),
    end: end === room.count - 1 ? edge - GRIP : edge + GRIP,
    first: first.first,
    last: end,
  };
}

/** What is at a place of the timeline; x is counted from the left edge of the heads. */
export function hitTimeline(
  view: TimelineView,
  room: Room,
  [x, y]: readonly [number, number],
  trackOf: (lane: number) => TrackShape | null,
  reach = REACH,
): TimelineHit | null {
  const inside = x - HEAD;
  const frame = Math.max(0, Math.min(room.count - 1, frameAtX(view, inside)));
  if (y < RULER) return inside >= 0 ? { kind: "ruler", frame } : null;
  const lane = Math.floor((y - RULER + view.top) / LANE);
  const track = lane < room.lanes ? trackOf(lane) : null;
  if (!track) return null;
  if (inside < 0) return { kind: "head", lane };
  let nearest: { readonly hit: TimelineHit; readonly away: number } | null = null;
  const offer = (hit: TimelineHit, at: number) => {
    const away = Math.abs(at - inside);
    if (away <= reach && (!nearest || away < nearest.away)) nearest = { hit, away };
  };
  const grips = gripsOf(view, room, track);
  if (grips) offer({ kind: "start", lane, frame: grips.first }, grips.start);
  if (grips) offer({ kind: "end", lane, frame: grips.last }, grips.end);
  // A finger cannot tell an end from the keyframe that lies on it: it means the end.
  const isEnd = (at: number) => grips !== null && (at === grips.first || at - grips.last === 1);
  const place = keyframeIndexAt(track, frame);
  for (const known of [track.keyframes[place], track.keyframes[place + 1]])
    if (known && !(reach > REACH && isEnd(known.frame)))
      offer({ kind: "keyframe", lane, frame: known.frame }, xOf(view, known.frame + 0.5));
  return (nearest as { readonly hit: TimelineHit } | null)?.hit ?? { kind: "lane", lane, frame };
}
