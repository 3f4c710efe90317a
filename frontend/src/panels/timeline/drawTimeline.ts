/** Draws the timeline: ruler, scenes, predictions, and the lanes in sight, whatever their number. */
import type { TrackShape } from "../../contract/contract";
import type { Propagation, VideoFacts } from "../../contract/video";
import { columnsOf } from "../../model/timeline/density";
import {
  gripsOf,
  HEAD,
  LANE,
  lanesInSight,
  leastPerFrame,
  type Room,
  RULER,
  type TimelineView,
  ticks,
  xOf,
} from "../../model/timeline/view";
import { keyframeIndexAt } from "../../model/track/interpolate";
import { isActive } from "../../model/track/propagation";
import type { TrackAnnotation } from "../../model/track/steps";
import { stretchesOf } from "../../model/track/stretches";
import { type FrameTimes, showSeconds } from "../../model/video/frameTimes";

export interface Lane {
  readonly track: TrackAnnotation;
  readonly colour: string;
}

export interface TimelinePicture {
  readonly view: TimelineView;
  readonly room: Room;
  readonly index: number;
  readonly facts: VideoFacts;
  readonly times: FrameTimes;
  readonly lanes: readonly Lane[];
  /** The track that is dragged, as it would be. */
  readonly draft: { readonly id: string; readonly shape: TrackShape } | null;
  /** What the machine found of tracks, and nobody has decided yet. */
  readonly standing: readonly Propagation[];
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | null;
}

export interface Inks {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly panel: string;
  readonly hover: string;
  readonly accent: string;
  readonly warn: string;
}

export function inksOf(element: Element): Inks {
  const style = getComputedStyle(element);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: ink("--text"),
    muted: ink("--muted"),
    line: ink("--line"),
    panel: ink("--panel"),
    hover: ink("--hover"),
    accent: ink("--accent"),
    warn: ink("--warn"),
  };
}

export function drawTimeline(pen: CanvasRenderingContext2D, picture: TimelinePicture, inks: Inks): void {
  const { room } = picture;
  pen.clearRect(0, 0, HEAD + room.width, room.height);
  pen.font = '500 11px "Inter Variable", system-ui, sans-serif';
  pen.textBaseline = "middle";
  pen.save();
  pen.beginPath();
  pen.rect(HEAD, RULER, room.width, room.height - RULER);
  pen.clip();
  drawLanes(pen, picture, inks);
  pen.restore();
  drawHeads(pen, picture, inks);
  drawRuler(pen, picture, inks);
  drawPlayhead(pen, picture, inks);
}

const laneTop = (view: TimelineView, lane: number) => RULER + lane * LANE - view.top;

function drawLanes(pen: CanvasRenderingContext2D, picture: TimelinePicture, inks: Inks): void {
  const { view, room, lanes, selected } = picture;
  const [first, last] = lanesInSight(view, room);
  for (let place = first; place < last; place++) {
    const lane = lanes[place];
    if (!lane) continue;
    const top = laneTop(view, place);
    if (selected.has(lane.track.id)) {
      pen.fillStyle = inks.hover;
      pen.fillRect(HEAD, top, room.width, LANE);
    }
    pen.fillStyle = inks.line;
    pen.fillRect(HEAD, top + LANE - 1, room.width, 1);
    drawTrack(pen, picture, lane, top);
  }
}

function drawTrack(pen: CanvasRenderingContext2D, picture: TimelinePicture, lane: Lane, top: number): void {
  const { view, room, draft } = picture;
  const { id } = lane.track;
  const track = draft?.id === id ? draft.shape : lane.track.shape;
  const right = HEAD + room.width;
  pen.fillStyle = pen.strokeStyle = lane.colour;
  for (const { first, last, state } of stretchesOf(track)) {
    const from = HEAD + xOf(view, first);
    if (from > right) break;
    const to = Math.min(right, HEAD + xOf(view, Math.min(last, room.count - 1) + 1));
    if (to < HEAD) continue;
    pen.globalAlpha = state === "occluded" ? 0.22 : 0.5;
    pen.fillRect(Math.max(HEAD, from), top + 6, Math.max(1, to - Math.max(HEAD, from)), LANE - 13);
  }
  pen.globalAlpha = 1;
  for (const one of picture.standing) if (one.annotation_id === id) drawContinuation(pen, picture, one, top);
  drawMarks(pen, picture, track, top);
  const grips = picture.hovered === id || picture.selected.has(id) ? gripsOf(view, room, track) : null;
  for (const x of grips ? [grips.start, grips.end] : []) {
    pen.beginPath();
    pen.roundRect(HEAD + x - 1.5, top + 3, 3, LANE - 7, 1.5);
    pen.fill();
  }
}

/** Dashed where the machine came to, a line where it goes yet. */
function drawContinuation(
  pen: CanvasRenderingContext2D,
  { view, room }: TimelinePicture,
  propagation: Propagation,
  top: number,
): void {
  const { first, reached, last } = propagation;
  const edge = (a: number, b: number): readonly [number, number] => [
    Math.max(HEAD - 2, HEAD + xOf(view, Math.min(a, b))),
    Math.min(HEAD + room.width + 2, HEAD + xOf(view, Math.max(a, b) + 1)),
  ];
  const [from, to] = edge(first, reached);
  if (to > from && reached !== first) {
    pen.setLineDash([4, 3]);
    pen.lineWidth = 1.3;
    pen.strokeRect(from + 0.5, top + 3.5, to - from - 1, LANE - 8);
    pen.setLineDash([]);
  }
  if (!isActive(propagation)) return;
  const [start, end] = edge(reached, last);
  pen.globalAlpha = 0.55;
  if (end > start) pen.fillRect(start, top + LANE / 2 - 1, end - start, 1.5);
  pen.globalAlpha = 1;
}

/** Keyframes nearer to each other than this would only be a bar, which is drawn as one. */
const CLOSE = 5;

function drawMarks(
  pen: CanvasRenderingContext2D,
  { view, room }: TimelinePicture,
  track: TrackShape,
  top: number,
): void {
  const { keyframes } = track;
  const right = HEAD + room.width + 6;
  const middle = top + LANE / 2 - 0.5;
  let at = Math.max(0, keyframeIndexAt(track, Math.floor(view.first) - 1));
  let drawn = Number.NEGATIVE_INFINITY;
  while (at < keyframes.length) {
    const keyframe = keyframes[at] as (typeof keyframes)[number];
    const x = HEAD + xOf(view, keyframe.frame + 0.5);
    if (x > right) return;
    if (x - drawn >= CLOSE || view.perFrame >= CLOSE) {
      drawn = x;
      diamond(pen, x, middle, !keyframe.outside);
      at += 1;
    } else {
      // On to the first one that can be told from it: thousands lie under one mark.
      const clear = Math.floor(keyframe.frame + (drawn + CLOSE - x) / view.perFrame);
      at = Math.max(at + 1, keyframeIndexAt(track, clear));
    }
  }
}

function diamond(pen: CanvasRenderingContext2D, x: number, y: number, filled: boolean): void {
  pen.beginPath();
  pen.moveTo(x, y - 4.5);
  pen.lineTo(x + 4.5, y);
  pen.lineTo(x, y + 4.5);
  pen.lineTo(x - 4.5, y);
  pen.closePath();
  pen.lineWidth = 1.4;
  if (filled) pen.fill();
  else pen.stroke();
}

function drawHeads(pen: CanvasRenderingContext2D, picture: TimelinePicture, inks: Inks): void {
  const { view, room, lanes, selected } = picture;
  pen.fillStyle = inks.panel;
  pen.fillRect(0, 0, HEAD, room.height);
  const [first, last] = lanesInSight(view, room);
  pen.save();
  pen.beginPath();
  pen.rect(0, RULER, HEAD, room.height - RULER);
  pen.clip();
  for (let place = first; place < last; place++) {
    const lane = lanes[place];
    if (!lane) continue;
    const top = laneTop(view, place);
    const isSelected = selected.has(lane.track.id);
    if (isSelected) {
      pen.fillStyle = inks.hover;
      pen.fillRect(0, top, HEAD, LANE);
    }
    pen.fillStyle = lane.colour;
    pen.fillRect(10, top + 6, 8, 8);
    pen.fillStyle = isSelected ? inks.text : inks.muted;
    pen.fillText(lane.track.label, 25, top + LANE / 2, HEAD - 32);
  }
  pen.restore();
  pen.fillStyle = inks.line;
  pen.fillRect(HEAD - 1, 0, 1, room.height);
}

function drawRuler(pen: CanvasRenderingContext2D, picture: TimelinePicture, inks: Inks): void {
  const { view, room, facts, times } = picture;
  pen.fillStyle = inks.panel;
  pen.fillRect(HEAD, 0, room.width, RULER);
  pen.save();
  pen.beginPath();
  pen.rect(HEAD, 0, room.width, RULER);
  pen.clip();
  pen.fillStyle = inks.accent;
  pen.globalAlpha = 0.55;
  for (const { x, width, most } of columnsOf(facts.predicted, view, room.width)) {
    const high = Math.min(7, 2 + most);
    pen.fillRect(HEAD + x, RULER - 1 - high, width, high);
  }
  pen.globalAlpha = 1;
  pen.fillStyle = inks.text;
  for (const { x, width } of columnsOf(facts.annotated, view, room.width))
    pen.fillRect(HEAD + x + width / 2 - 1.5, RULER - 4, 3, 3);
  pen.fillStyle = inks.warn;
  for (const frame of facts.scenes) pen.fillRect(Math.round(HEAD + xOf(view, frame)), 0, 1.5, RULER);
  const digits = view.perFrame > leastPerFrame(room) * 4 ? 2 : 0;
  for (const frame of ticks(view, room)) {
    const x = Math.round(HEAD + xOf(view, frame));
    pen.fillStyle = inks.line;
    pen.fillRect(x, 0, 1, RULER);
    pen.fillStyle = inks.text;
    pen.fillText(String(frame), x + 4, 8);
    pen.fillStyle = inks.muted;
    pen.fillText(showSeconds(times.at(frame), digits), x + 4, 20);
  }
  pen.restore();
  pen.fillStyle = inks.line;
  pen.fillRect(0, RULER - 1, HEAD + room.width, 1);
}

function drawPlayhead(
  pen: CanvasRenderingContext2D,
  { view, room, index }: TimelinePicture,
  inks: Inks,
): void {
  const x = HEAD + xOf(view, index);
  if (x < HEAD - 1 || x > HEAD + room.width) return;
  pen.fillStyle = inks.accent;
  pen.globalAlpha = 0.25;
  pen.fillRect(x, 0, Math.max(1.5, view.perFrame), room.height);
  pen.globalAlpha = 1;
  pen.fillRect(Math.round(x + view.perFrame / 2 - 0.75), 0, 1.5, room.height);
}
