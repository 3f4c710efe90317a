/** Zoom and pan of the open frame, and the size of the canvas that shows it. */
import { createStore } from "zustand/vanilla";
import type { Point } from "../contract/contract";
import type { Bounds, Size } from "../model/geometry";
import { centredOn } from "../model/overview";
import { fitBounds, keepInSight, panBy, type View, zoomAt } from "../model/transform";

export interface ViewportState {
  readonly view: View;
  readonly size: Size;
  readonly frame: Size;
  /** The view follows the window until the person moves it. */
  readonly fitted: boolean;
}

const FIT_MARGIN = 28;
/** The tools stand on the left of the picture, not on it. */
const TOOLS_WIDTH = 36;
const FIT_MAX_SCALE = 4;

export const viewportStore = createStore<ViewportState>(() => ({
  view: { scale: 1, x: 0, y: 0 },
  size: { width: 1, height: 1 },
  frame: { width: 1, height: 1 },
  fitted: true,
}));

const wholeFrame = (frame: Size): Bounds => ({ x: 0, y: 0, width: frame.width, height: frame.height });

/** The view in which a frame opens. */
export function fittedView(frame: Size): View {
  const { size } = viewportStore.getState();
  const room = { width: Math.max(1, size.width - TOOLS_WIDTH), height: size.height };
  const view = fitBounds(wholeFrame(frame), room, FIT_MARGIN, FIT_MAX_SCALE);
  return { ...view, x: view.x + TOOLS_WIDTH };
}

export function fitFrame(): void {
  viewportStore.setState({ view: fittedView(viewportStore.getState().frame), fitted: true });
}

export function showFrame(frame: Size): void {
  viewportStore.setState({ frame });
  fitFrame();
}

export function resizeViewport(size: Size): void {
  viewportStore.setState({ size });
  if (viewportStore.getState().fitted) fitFrame();
}

function move(change: (view: View) => View): void {
  const { view, frame, size } = viewportStore.getState();
  viewportStore.setState({ view: keepInSight(change(view), frame, size), fitted: false });
}

export function pan(dx: number, dy: number): void {
  move((view) => panBy(view, dx, dy));
}

export function zoom(factor: number, at?: Point): void {
  const { size } = viewportStore.getState();
  move((view) => zoomAt(view, at ?? [size.width / 2, size.height / 2], factor));
}

/** Bring a point of the picture into the middle. */
export function lookAt(at: Point): void {
  const { size } = viewportStore.getState();
  move((view) => centredOn(view, size, at));
}

export function zoomToBounds(bounds: Bounds): void {
  const { size } = viewportStore.getState();
  const margin = Math.min(size.width, size.height) * 0.22;
  move(() => fitBounds(bounds, size, margin, 12));
}
