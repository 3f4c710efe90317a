/** The two panes of a blind comparison: the same part of the same picture, moved and zoomed in step. */
import { Minus, Plus, Scan } from "lucide-react";
import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { BlindPair, SaidShape } from "../../contract/blind";
import { countShapes } from "../../model/loop/blind";
import { panView, pixelsPerDot, wholeView, zoomView } from "../../model/loop/paneView";
import { labelColours } from "../../model/palette";
import { pictureOf } from "../../state/blind";
import { projectStore } from "../../state/projectStore";
import { FramePicture } from "./FramePicture";

const STEP = 1.5;
const NO_LABELS: never[] = [];

export function BlindPanes({ pair }: { pair: BlindPair }) {
  const labels = useStore(projectStore, (state) => state.project?.labels ?? NO_LABELS);
  const colours = useMemo(() => labelColours(labels), [labels]);
  const [view, setView] = useState(() => wholeView(pair));
  const [pane, setPane] = useState({ width: 0, height: 0 });
  const panes = useRef<HTMLDivElement>(null);
  const dot = pixelsPerDot(view, pane);

  useEffect(() => {
    const element = panes.current;
    const first = element?.querySelector("svg");
    if (!element || !first) return;
    const measured = new ResizeObserver(() => setPane(first.getBoundingClientRect()));
    measured.observe(first);
    // React listens to wheels passively; the page must not scroll beneath.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const at = pointIn(event);
      setView((now) => zoomView(now, pair, 2 ** (-event.deltaY / 300), at));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      measured.disconnect();
      element.removeEventListener("wheel", wheel);
    };
  }, [pair]);

  const drag = (event: PointerEvent) => {
    if ((event.buttons & 1) === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setView((now) => panView(now, pair, -event.movementX * dot, -event.movementY * dot));
  };
  const side = (name: string, shapes: readonly SaidShape[]) => (
    <figure className="blind-pane" onPointerMove={drag}>
      <FramePicture
        address={pictureOf(pair.frame_id)}
        frame={pair}
        name={`${name}: ${countShapes(shapes)}`}
        sets={[{ name, look: "solid", shapes, colours }]}
        view={view}
        dot={dot}
      />
      <figcaption>
        {name} <span className="muted small">{countShapes(shapes)}</span>
      </figcaption>
    </figure>
  );
  return (
    <>
      <div className="blind-panes" ref={panes}>
        {side("Left", pair.a)}
        {side("Right", pair.b)}
      </div>
      <div className="blind-view">
        <ViewButton
          icon={Minus}
          name="Look further"
          onClick={() => setView(zoomView(view, pair, 1 / STEP))}
        />
        <ViewButton icon={Plus} name="Look closer" onClick={() => setView(zoomView(view, pair, STEP))} />
        <ViewButton icon={Scan} name="Whole picture" onClick={() => setView(wholeView(pair))} />
        <span className="muted small">The wheel looks closer, dragging moves both.</span>
      </div>
    </>
  );
}

function ViewButton({ icon: Icon, name, onClick }: { icon: typeof Scan; name: string; onClick: () => void }) {
  return (
    <button type="button" className="icon-btn" aria-label={name} data-tip={name} onClick={onClick}>
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}

/** Where a pointer is on the picture; undefined when it is on none. */
function pointIn(event: WheelEvent): readonly [number, number] | undefined {
  const svg = event.target instanceof Element ? event.target.closest("svg") : null;
  const matrix = svg?.getScreenCTM()?.inverse();
  if (!matrix) return undefined;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  return [x, y];
}
