/** The whole picture in the corner while one is zoomed in: what is in sight, where objects are, drag to go there. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { FrameState } from "../model/frameState";
import { type Size, shapeBounds } from "../model/geometry";
import { fromMap, mapHelps, mapSize, sightOnMap } from "../model/overview";
import { colouringOf } from "../state/colouring";
import { openAssetStore } from "../state/openAssetStore";
import { selectionStore } from "../state/selectionStore";
import { lookAt, pan, viewportStore } from "../state/viewportStore";
import { viewStore } from "../state/viewStore";
import { useOpenFrame } from "./ui/useOpenFrame";

const ROOM: Size = { width: 172, height: 132 };
const MOST_DOTS = 4_000;
const STEP = 60;
const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

export function Minimap() {
  const wanted = useStore(viewStore, (state) => state.settings.minimap);
  const helps = useStore(viewportStore, (state) => mapHelps(state.view, state.size, state.frame));
  const frame = useOpenFrame();
  return wanted && helps && frame ? <Overview frame={frame} /> : null;
}

function Overview({ frame }: { frame: FrameState }) {
  const thumbnail = useStore(openAssetStore, (state) => state.asset?.thumbnail_url ?? null);
  const settings = useStore(viewStore, (state) => state.settings);
  const selected = useStore(selectionStore, (state) => state.ids);
  const sight = useRef<HTMLDivElement>(null);
  const dots = useRef<HTMLCanvasElement>(null);
  const { width, height } = frame.frame;
  const map = mapSize({ width, height }, ROOM);

  useEffect(() => {
    const map = mapSize({ width, height }, ROOM);
    const show = () => {
      const { view, size } = viewportStore.getState();
      const seen = sightOnMap(view, size, { width, height }, map);
      if (!sight.current) return;
      const { style } = sight.current;
      style.transform = `translate(${seen.x}px, ${seen.y}px)`;
      style.width = `${seen.width}px`;
      style.height = `${seen.height}px`;
    };
    show();
    return viewportStore.subscribe(show);
  }, [width, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the settings
  useEffect(() => {
    if (dots.current) drawDots(dots.current, frame, selected);
  }, [frame, selected, settings.colourBy]);

  const go = (event: PointerEvent<HTMLElement>) => {
    const place = event.currentTarget.getBoundingClientRect();
    lookAt(fromMap([event.clientX - place.left - 1, event.clientY - place.top - 1], frame.frame, map));
  };
  return (
    <div
      className="minimap"
      role="group"
      aria-label="Overview: the arrows move what is in sight"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows work here
      tabIndex={0}
      data-testid="minimap"
      style={{ width: map.width + 2, height: map.height + 2 }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
      onKeyDown={(event: KeyboardEvent) => {
        const way = WAYS[event.key];
        if (!way) return;
        event.preventDefault();
        pan(...way);
      }}
    >
      {thumbnail && <img src={thumbnail} alt="" draggable={false} />}
      <canvas ref={dots} width={map.width} height={map.height} />
      <div ref={sight} className="minimap-sight" />
    </div>
  );
}

function drawDots(canvas: HTMLCanvasElement, frame: FrameState, selected: ReadonlySet<string>): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const { width, height } = frame.frame;
  const colourOf = colouringOf(frame);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  let drawn = 0;
  for (const { id, label, shape } of frame.annotations.values()) {
    const bounds = shapeBounds(shape);
    if (!bounds) continue;
    if (++drawn > MOST_DOTS) break;
    const x = ((bounds.x + bounds.width / 2) / width) * canvas.width;
    const y = ((bounds.y + bounds.height / 2) / height) * canvas.height;
    const side = selected.has(id) ? 6 : 3;
    pen.fillStyle = "rgba(6, 10, 12, 0.75)";
    pen.fillRect(x - side / 2 - 1, y - side / 2 - 1, side + 2, side + 2);
    pen.fillStyle = colourOf(id, label);
    pen.fillRect(x - side / 2, y - side / 2, side, side);
  }
}
