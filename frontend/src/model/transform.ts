/** The view of a frame: the only place that converts between screen and image pixels. */
import type { Point } from "../contract/contract";
import type { Bounds, Size } from "./geometry";

/** screen = image * scale + (x, y), in CSS pixels of the canvas. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const MIN_SCALE = 0.02;
export const MAX_SCALE = 64;

export function toScreen(view: View, [x, y]: Point): Point {
  return [x * view.scale + view.x, y * view.scale + view.y];
}

export function toImage(view: View, [x, y]: Point): Point {
  return [(x - view.x) / view.scale, (y - view.y) / view.scale];
}

export function panBy(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Zoom by a factor while the image point under `at` (screen) stays where it is. */
export function zoomAt(view: View, at: Point, factor: number): View {
  const scale = Math.max(MIN_SCALE, Math.min(MAX_SCALE, view.scale * factor));
  const applied = scale / view.scale;
  return { scale, x: at[0] - (at[0] - view.x) * applied, y: at[1] - (at[1] - view.y) * applied };
}

/** Show all of `bounds` (image pixels) centred in the viewport with a margin (screen pixels). */
export function fitBounds(bounds: Bounds, viewport: Size, margin: number, maxScale = MAX_SCALE): View {
  const room: Size = {
    width: Math.max(1, viewport.width - margin * 2),
    height: Math.max(1, viewport.height - margin * 2),
  };
  const wanted = Math.min(room.width / Math.max(1, bounds.width), room.height / Math.max(1, bounds.height));
  const scale = Math.max(MIN_SCALE, Math.min(maxScale, MAX_SCALE, wanted));
  return {
    scale,
    x: viewport.width / 2 - (bounds.x + bounds.width / 2) * scale,
    y: viewport.height / 2 - (bounds.y + bounds.height / 2) * scale,
  };
}

/** The part of the image that the viewport shows. */
export function visibleBounds(view: View, viewport: Size): Bounds {
  const [x, y] = toImage(view, [0, 0]);
  return { x, y, width: viewport.width / view.scale, height: viewport.height / view.scale };
}

/** Keep at least `keep` screen pixels of the frame in the viewport, so that nobody gets lost. */
export function keepInSight(view: View, frame: Size, viewport: Size, keep = 48): View {
  const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
  return {
    ...view,
    x: clamp(view.x, keep - frame.width * view.scale, viewport.width - keep),
    y: clamp(view.y, keep - frame.height * view.scale, viewport.height - keep),
  };
}
