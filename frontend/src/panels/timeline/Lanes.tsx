/** The timeline's canvas: click and drag to look around, keyframes and ends to drag, Ctrl+wheel to zoom. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { VideoFacts } from "../../contract/video";
import { colourFor } from "../../model/colouring";
import { personColour } from "../../model/personColours";
import type { Pinch } from "../../model/pinch";
import {
  HEAD,
  keepInside,
  lanesInSight,
  pinched,
  type Room,
  RULER,
  type TimelineView,
  withFrame,
  withLane,
  zoomAround,
} from "../../model/timeline/view";
import { isTrack } from "../../model/track/steps";
import { type FrameTimes, showSeconds } from "../../model/video/frameTimes";
import { connectionStore } from "../../state/connectionStore";
import { frameStore } from "../../state/frameStore";
import { seek, togglePlay } from "../../state/playback";
import { projectStore } from "../../state/projectStore";
import { propagationStore } from "../../state/propagation";
import { select, selectionStore } from "../../state/selectionStore";
import { uiStore } from "../../state/uiStore";
import { videoStore } from "../../state/videoStore";
import { viewStore } from "../../state/viewStore";
import { drawTimeline, type Inks, inksOf, type Lane } from "./drawTimeline";
import { RulerPreview } from "./RulerPreview";
import { useLaneDrag } from "./useLaneDrag";

export function Lanes({ facts, times }: { facts: VideoFacts; times: FrameTimes }) {
  const index = useStore(videoStore, (state) => state.index);
  const reel = useStore(frameStore.store, (state) => state.slots.get(facts.reel_id)?.visible ?? null);
  const colours = useStore(projectStore, (state) => state.colours);
  const by = useStore(viewStore, (state) => state.settings.colourBy);
  const seats = useStore(connectionStore, (state) => state.seats);
  // The inks follow the theme.
  useStore(uiStore, (state) => state.theme);
  const selected = useStore(selectionStore, (state) => state.ids);
  const standing = useStore(propagationStore, (state) => state.standing);
  const [size, setSize] = useState({ width: 600, height: 120 });
  const [wanted, setView] = useState<TimelineView>({ first: 0, perFrame: 0, top: 0 });
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const inks = useRef<{ readonly theme: string; readonly of: Inks } | null>(null);

  const lanes = useMemo(
    (): Lane[] =>
      [...(reel?.annotations.values() ?? [])].filter(isTrack).map((track) => ({
        track,
        colour: colourFor(
          by,
          { id: track.id, label: track.label, authorId: track.actor?.id ?? null },
          colours,
          (id) => personColour(seats, id),
        ),
      })),
    [reel, colours, by, seats],
  );
  const tracks = useMemo(() => lanes.map((lane) => lane.track), [lanes]);
  const room: Room = {
    width: Math.max(1, size.width - HEAD),
    height: size.height,
    count: facts.frame_count,
    lanes: tracks.length,
  };
  const view = keepInside(wanted, room);
  const scrubbing = useRef(false);
  const onPinch = (pinch: Pinch) => setView(pinched(view, pinch, room));
  const drag = useLaneDrag({ view, room, tracks, onPinch }, scrubbing);
  const { draft, hover, isDragging, cursor, cancel, handlers } = drag;
  const latest = useRef({ view, room });
  latest.current = { view, room };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    watch.observe(element);
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const now = latest.current;
      const x = event.clientX - element.getBoundingClientRect().left - HEAD;
      if (event.ctrlKey || event.metaKey)
        return setView(zoomAround(now.view, x, Math.exp(-event.deltaY * 0.004), now.room));
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      const down = event.shiftKey ? 0 : event.deltaY;
      const { first, perFrame, top } = now.view;
      setView(keepInside({ perFrame, first: first + sideways / perFrame, top: top + down }, now.room));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      watch.disconnect();
      element.removeEventListener("wheel", onWheel);
    };
  }, []);

  // The playhead stays in sight, unless the hand holds it.
  useEffect(() => {
    if (!scrubbing.current)
      setView((before) => withFrame(keepInside(before, latest.current.room), index, latest.current.room));
  }, [index]);

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen) return;
    const ratio = devicePixelRatio || 1;
    element.width = Math.round(size.width * ratio);
    element.height = Math.round(size.height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const hovered = hover?.id ?? null;
    const picture = { view, room, index, facts, times, lanes, draft, standing, selected, hovered };
    // Asked once a theme: a playing video would have the page's styles worked out for every frame.
    const { theme = "" } = document.documentElement.dataset;
    if (inks.current?.theme !== theme) inks.current = { theme, of: inksOf(element) };
    drawTimeline(pen, picture, inks.current.of);
  });

  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Escape" && isDragging) cancel();
    else if (event.key === " ") togglePlay();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight")
      seek(index + (event.key === "ArrowRight" ? 1 : -1) * (event.shiftKey ? 10 : 1));
    else if (step !== 0 && tracks.length > 0) {
      const at = tracks.findIndex(({ id }) => selected.has(id));
      const next = Math.max(0, Math.min(tracks.length - 1, at < 0 ? 0 : at + step));
      select([tracks[next]?.id ?? ""]);
      setView(withLane(view, next, room));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const [first, last] = lanesInSight(view, room);
  const active = tracks.find(({ id }) => selected.has(id))?.id;
  return (
    <div
      ref={box}
      className="timeline-lanes"
      role="listbox"
      aria-multiselectable="true"
      aria-label={`Timeline: frame ${index} of ${facts.frame_count}, ${showSeconds(times.at(index))}. Arrows up and down choose a track, left and right a frame`}
      {...(active ? { "aria-activedescendant": `lane-${active}` } : {})}
      tabIndex={0}
      data-testid="timeline"
      data-tracks={tracks.length}
      data-frame-x={HEAD + (index + 0.5 - view.first) * view.perFrame}
      style={{ cursor, minHeight: RULER }}
      {...handlers}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
      {hover?.kind === "ruler" && box.current && (
        <RulerPreview box={box.current} facts={facts} times={times} frame={hover.frame} x={hover.x} />
      )}
      <div className="visually-hidden">
        {tracks.slice(first, last).map((track, place) => (
          <div
            key={track.id}
            id={`lane-${track.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={selected.has(track.id)}
            aria-setsize={tracks.length}
            aria-posinset={first + place + 1}
          >
            {`Track ${track.label}, ${track.shape.keyframes.length} keyframes from frame ${track.shape.keyframes[0]?.frame}`}
          </div>
        ))}
      </div>
    </div>
  );
}
