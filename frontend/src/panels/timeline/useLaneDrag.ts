/** What a pointer does on the timeline: looks around, chooses tracks, drags keyframes and the ends of lanes. */
import { type PointerEvent, type RefObject, useRef, useState } from "react";
import type { Point, TrackShape } from "../../contract/contract";
import { type Pinch, pinchStep } from "../../model/pinch";
import {
  FINGER_REACH,
  frameAtX,
  HEAD,
  hitTimeline,
  type Room,
  type TimelineView,
} from "../../model/timeline/view";
import { beginAt, endAt } from "../../model/track/extent";
import { moveKeyframe } from "../../model/track/operations";
import { type TrackAnnotation, type TrackStep, trackAfter } from "../../model/track/steps";
import { act, mayEdit } from "../../state/editor";
import { isLocked } from "../../state/personalStore";
import { seek } from "../../state/playback";
import { select, selectionStore, toggleSelected } from "../../state/selectionStore";
import { videoStore } from "../../state/videoStore";

interface Drag {
  readonly kind: "keyframe" | "start" | "end";
  readonly from: number;
  readonly track: TrackAnnotation;
  readonly steps: readonly TrackStep[];
}

export interface Hover {
  readonly x: number;
  readonly frame: number;
  readonly kind: "ruler" | "head" | "keyframe" | "start" | "end" | "lane";
  /** The track under the pointer. */
  readonly id: string | null;
}

interface Place {
  readonly view: TimelineView;
  readonly room: Room;
  readonly tracks: readonly TrackAnnotation[];
  /** Two fingers moved. */
  readonly onPinch: (pinch: Pinch) => void;
}

const isSelected = (id: string | undefined): boolean =>
  id !== undefined && selectionStore.getState().ids.has(id);

const draftOf = ({ kind, track, from }: Drag, frame: number, count: number): TrackStep[] => {
  if (kind === "keyframe") return moveKeyframe(track, from, frame);
  return (kind === "start" ? beginAt : endAt)(track, frame, count);
};

/** `scrubbing` is true while the hand holds the playhead. */
export function useLaneDrag({ view, room, tracks, onPinch }: Place, scrubbing: RefObject<boolean>) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);

  const fingers = useRef(new Map<number, Point>());
  /** The frame that was looked at before the first finger came down. */
  const came = useRef(0);

  const placeOf = (event: PointerEvent): Point => {
    const place = event.currentTarget.getBoundingClientRect();
    return [event.clientX - place.left, event.clientY - place.top];
  };
  const hitAt = (event: PointerEvent) =>
    hitTimeline(
      view,
      room,
      placeOf(event),
      (lane) => tracks[lane]?.shape ?? null,
      event.pointerType === "touch" ? FINGER_REACH : undefined,
    );

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    if (event.pointerType === "touch") {
      fingers.current.set(event.pointerId, placeOf(event));
      event.currentTarget.setPointerCapture(event.pointerId);
      // A second finger means the view, not what the first one held or where it led.
      if (fingers.current.size === 1) came.current = videoStore.getState().index;
      else {
        seek(came.current);
        return cancel();
      }
    }
    const hit = hitAt(event);
    if (!hit) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const track = hit.kind === "ruler" ? null : tracks[hit.lane];
    // A finger covers many keyframes: it moves those of a track that was chosen before.
    const isMeant = event.pointerType !== "touch" || isSelected(track?.id);
    if (track) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) toggleSelected(track.id);
      else select([track.id]);
    }
    if (hit.kind === "head") return;
    const held = hit.kind === "keyframe" || hit.kind === "start" || hit.kind === "end" ? hit.kind : null;
    if (track && held && isMeant && mayEdit() && !isLocked(track.id))
      setDrag({ track, kind: held, from: hit.frame, steps: [] });
    else scrubbing.current = true;
    if (hit.kind === "ruler") setHover({ x: placeOf(event)[0], frame: hit.frame, kind: "ruler", id: null });
    seek(hit.frame);
  };
  const moveFinger = (event: PointerEvent): void => {
    const before = [...fingers.current.values()];
    fingers.current.set(event.pointerId, placeOf(event));
    const after = [...fingers.current.values()];
    const [[a, b], [c, d]] = [before, after];
    if (a && b && c && d && after.length === 2) onPinch(pinchStep([a, b], [c, d]));
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const isFinger = fingers.current.has(event.pointerId);
    if (isFinger && fingers.current.size > 1) return moveFinger(event);
    if (isFinger) fingers.current.set(event.pointerId, placeOf(event));
    const [x] = placeOf(event);
    const frame = Math.max(0, Math.min(room.count - 1, frameAtX(view, x - HEAD)));
    const hit = hitAt(event);
    if (scrubbing.current) {
      seek(frame);
      setHover({ x, frame, kind: "ruler", id: null });
    } else if (drag) {
      const steps = draftOf(drag, frame, room.count);
      // Where it cannot be it stays; back at its place nothing changes.
      if (steps.length > 0 || frame === drag.from) setDrag({ ...drag, steps });
      if (drag.kind !== "keyframe") seek(frame);
    } else if (!hit) setHover(null);
    else setHover({ x, frame, kind: hit.kind, id: "lane" in hit ? (tracks[hit.lane]?.id ?? null) : null });
  };
  const onPointerUp = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    scrubbing.current = false;
    if (drag && drag.steps.length > 0)
      act(drag.kind === "keyframe" ? "move the keyframe" : "trim", drag.steps);
    setDrag(null);
  };
  const cancel = () => {
    scrubbing.current = false;
    setDrag(null);
    setHover(null);
  };
  const grips = hover && (hover.kind === "keyframe" || hover.kind === "start" || hover.kind === "end");
  const draft: { readonly id: string; readonly shape: TrackShape } | null = drag && {
    id: drag.track.id,
    shape: trackAfter(drag.track, drag.steps).shape,
  };
  return {
    draft,
    hover,
    isDragging: drag !== null,
    cursor: drag || (grips && mayEdit()) ? "ew-resize" : undefined,
    cancel,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: (event: PointerEvent) => {
        fingers.current.delete(event.pointerId);
        cancel();
      },
      onPointerLeave: () => setHover(null),
    },
  };
}
