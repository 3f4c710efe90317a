/** The stacked canvas layers of the open frame; React mounts them once and never draws a shape. */
import { useEffect, useRef } from "react";
import { resizeViewport } from "../state/viewportStore";
import { attachPointer } from "./pointer";
import { createRenderer } from "./renderer";
import { openWindow, publishSaveState } from "./testHooks";

export function CanvasStage({ name }: { name: string }) {
  const root = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLCanvasElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const active = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    if (!root.current || !image.current || !still.current || !active.current) return;
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
    const detach = attachPointer(element, renderer);
    const unpublish = publishSaveState(element);
    openWindow(element);
    return () => {
      watch.disconnect();
      detach();
      unpublish();
      renderer.stop();
    };
  }, []);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas takes the keyboard, as an application does
    <div ref={root} className="stage" data-testid="canvas" role="application" aria-label={name} tabIndex={0}>
      <canvas ref={image} />
      <canvas ref={still} />
      <canvas ref={active} />
    </div>
  );
}
