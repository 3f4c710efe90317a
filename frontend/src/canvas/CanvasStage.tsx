/** The stacked canvas layers of the open frame; React mounts them once and never draws a shape. */
import { useEffect, useRef } from "react";
import { resizeViewport } from "../state/viewportStore";
import { attachAdjustments, GAMMA_FILTER } from "./adjustments";
import { attachReadout } from "./cursorReadout";
import { attachGrid } from "./gridLayer";
import { attachPointer } from "./pointer";
import { createRenderer } from "./renderer";
import { openWindow, publishSaveState } from "./testHooks";
import { attachTouch } from "./touch";

export function CanvasStage({ name }: { name: string }) {
  const root = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLCanvasElement>(null);
  const grid = useRef<HTMLCanvasElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const active = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    if (!root.current || !image.current || !grid.current || !still.current || !active.current) return;
    const element = root.current;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) resizeViewport({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    watch.observe(element);
    resizeViewport({ width: element.clientWidth, height: element.clientHeight });
    const renderer = createRenderer({
      root: element,
      image: image.current,
      still: still.current,
      active: active.current,
    });
    // Fingers first: what two of them do never reaches a tool.
    const sight = [
      attachTouch(element),
      attachGrid(grid.current),
      attachAdjustments(element, image.current),
      attachReadout(element),
    ];
    const detach = attachPointer(element, renderer);
    const unpublish = publishSaveState(element);
    openWindow(element);
    return () => {
      watch.disconnect();
      for (const stop of sight) stop();
      detach();
      unpublish();
      renderer.stop();
    };
  }, []);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas takes the keyboard, as an application does
    <div ref={root} className="stage" data-testid="canvas" role="application" aria-label={name} tabIndex={0}>
      <canvas ref={image} />
      <canvas ref={grid} />
      <canvas ref={still} />
      <canvas ref={active} />
      <svg className="stage-filters" aria-hidden="true">
        <filter id={GAMMA_FILTER} colorInterpolationFilters="sRGB">
          <feComponentTransfer>
            <feFuncR type="gamma" exponent="1" />
            <feFuncG type="gamma" exponent="1" />
            <feFuncB type="gamma" exponent="1" />
          </feComponentTransfer>
        </filter>
      </svg>
    </div>
  );
}
