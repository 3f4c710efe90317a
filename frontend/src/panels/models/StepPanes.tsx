/** Panes that show the same part of the same picture, moved and zoomed in step. */
import { Minus, Plus, Scan } from "lucide-react";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { FrameSize } from "../../model/loop/paneView";
import { panView, pixelsPerDot, wholeView, zoomView } from "../../model/loop/paneView";
import { type BoxSet, FramePicture } from "./FramePicture";

const STEP = 1.5;

export interface Pane {
  readonly name: string;
  /** What it shows, in a few words. */
  readonly shows: string;
  readonly sets: readonly BoxSet[];
}

interface Props {
  address: string;
  frame: FrameSize;
  panes: readonly Pane[];
}

export function StepPanes({ address, frame, panes }: Props) {
  const [view, setView] = useState(() => wholeView(frame));
  const [pane, setPane] = useState({ width: 0, height: 0 });
  const element = useRef<HTMLDivElement>(null);
  const dot = pixelsPerDot(view, pane);
  const { width, height } = frame;

  useEffect(() => {
    const all = element.current;
    const first = all?.querySelector("svg");
    if (!all || !first) return;
    const measured = new ResizeObserver(() => setPane(first.getBoundingClientRect()));
    measured.observe(first);
    // React listens to wheels passively; the page must not scroll beneath.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const at = pointIn(event);
      setView((now) => zoomView(now, { width, height }, 2 ** (-event.deltaY / 300), at));
    };
    all.addEventListener("wheel", wheel, { passive: false });
    return () => {
      measured.disconnect();
      all.removeEventListener("wheel", wheel);
    };
  }, [width, height]);

  const drag = (event: PointerEvent) => {
    if ((event.buttons & 1) === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setView((now) => panView(now, frame, -event.movementX * dot, -event.movementY * dot));
  };
  return (
    <>
      <div className={panes.length === 1 ? "blind-panes one" : "blind-panes"} ref={element}>
        {panes.map(({ name, shows, sets }) => (
          <figure key={name} className="blind-pane" onPointerMove={drag}>
            <FramePicture
              address={address}
              frame={frame}
              name={`${name}: ${shows}`}
              sets={sets}
              view={view}
              dot={dot}
            />
            <figcaption>
              {name} <span className="muted small">{shows}</span>
            </figcaption>
          </figure>
        ))}
      </div>
      <div className="blind-view">
        <ViewButton
          icon={Minus}
          name="Look further"
          onClick={() => setView(zoomView(view, frame, 1 / STEP))}
        />
        <ViewButton icon={Plus} name="Look closer" onClick={() => setView(zoomView(view, frame, STEP))} />
        <ViewButton icon={Scan} name="Whole picture" onClick={() => setView(wholeView(frame))} />
        <span className="muted small">The wheel looks closer, dragging moves all of it.</span>
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
