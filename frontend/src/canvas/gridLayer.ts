/** Draws lines over the picture: between its pixels when they are large, and every so many pixels on demand. */
import { type View, visibleBounds } from "../model/transform";
import { frameStore } from "../state/frameStore";
import { viewportStore } from "../state/viewportStore";
import { viewStore } from "../state/viewStore";

/** Screen pixels of a picture's pixel from which on the lines between pixels are drawn. */
const PIXEL_GRID_FROM = 8;
/** Lines closer than this would be a grey veil. */
const CLOSEST = 5;

/** Keep the grid in step with view and settings; returns how to stop. */
export function attachGrid(canvas: HTMLCanvasElement): () => void {
  const pen = canvas.getContext("2d");
  if (!pen) return () => undefined;
  let scheduled = 0;
  let isBlank = true;

  function draw(): void {
    scheduled = 0;
    const { view, size } = viewportStore.getState();
    const { settings } = viewStore.getState();
    const frame = frameStore.openFrame()?.frame;
    const pixels = settings.pixelGrid && view.scale >= PIXEL_GRID_FROM;
    const coarse = settings.gridStep > 0 && settings.gridStep * view.scale >= CLOSEST;
    canvas.dataset["grid"] = !frame ? "" : [pixels && "pixels", coarse && "coarse"].filter(Boolean).join(" ");
    if (!pen || !frame || (!pixels && !coarse)) {
      if (!isBlank) canvas.width = canvas.height = 1;
      isBlank = true;
      return;
    }
    const ratio = Math.min(3, devicePixelRatio || 1);
    canvas.width = Math.max(1, Math.round(size.width * ratio));
    canvas.height = Math.max(1, Math.round(size.height * ratio));
    isBlank = false;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.lineWidth = 1;
    if (pixels) {
      const strength = Math.min(0.34, 0.12 + (view.scale - PIXEL_GRID_FROM) / 80);
      lines(pen, view, size, frame, 1, `rgba(140, 150, 152, ${strength})`);
    }
    if (coarse) {
      lines(pen, view, size, frame, settings.gridStep, "rgba(6, 10, 12, 0.42)", 1);
      lines(pen, view, size, frame, settings.gridStep, "rgba(255, 255, 255, 0.38)");
    }
  }

  const schedule = () => {
    if (scheduled === 0) scheduled = requestAnimationFrame(draw);
  };
  const stops = [
    viewportStore.subscribe(schedule),
    viewStore.subscribe((state, before) => {
      if (state.settings !== before.settings) schedule();
    }),
    frameStore.store.subscribe((state, before) => {
      if (state.openId !== before.openId) schedule();
    }),
  ];
  schedule();
  return () => {
    cancelAnimationFrame(scheduled);
    for (const stop of stops) stop();
  };
}

function lines(
  pen: CanvasRenderingContext2D,
  view: View,
  size: { width: number; height: number },
  frame: { width: number; height: number },
  step: number,
  colour: string,
  aside = 0,
): void {
  const seen = visibleBounds(view, size);
  const left = Math.max(0, seen.x);
  const top = Math.max(0, seen.y);
  const right = Math.min(frame.width, seen.x + seen.width);
  const bottom = Math.min(frame.height, seen.y + seen.height);
  const screen = (value: number, from: number) => Math.round(value * view.scale + from) + 0.5 + aside;
  pen.strokeStyle = colour;
  pen.beginPath();
  for (let x = Math.ceil(left / step) * step; x <= right; x += step) {
    pen.moveTo(screen(x, view.x), top * view.scale + view.y);
    pen.lineTo(screen(x, view.x), bottom * view.scale + view.y);
  }
  for (let y = Math.ceil(top / step) * step; y <= bottom; y += step) {
    pen.moveTo(left * view.scale + view.x, screen(y, view.y));
    pen.lineTo(right * view.scale + view.x, screen(y, view.y));
  }
  pen.stroke();
}
