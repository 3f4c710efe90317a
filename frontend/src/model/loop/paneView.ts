/** Which part of a picture a pane shows, in pixels of the picture: the same part in all panes. */

export interface PaneView {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** No pane shows less than this many pixels of a picture across. */
const LEAST = 24;

export const wholeView = ({ width, height }: FrameSize): PaneView => ({ x: 0, y: 0, width, height });

const between = (low: number, value: number, high: number) => Math.min(Math.max(value, low), high);

function within(view: PaneView, frame: FrameSize): PaneView {
  return {
    ...view,
    x: between(0, view.x, frame.width - view.width),
    y: between(0, view.y, frame.height - view.height),
  };
}

/** Look closer by a factor, or further below 1; the point `at` stays where it is. */
export function zoomView(
  view: PaneView,
  frame: FrameSize,
  factor: number,
  at: readonly [number, number] = [view.x + view.width / 2, view.y + view.height / 2],
): PaneView {
  const least = Math.min(1, LEAST / Math.max(1, Math.min(frame.width, frame.height)));
  const share = between(least, view.width / frame.width / factor, 1);
  const width = frame.width * share;
  const height = frame.height * share;
  const x = at[0] - ((at[0] - view.x) / view.width) * width;
  const y = at[1] - ((at[1] - view.y) / view.height) * height;
  return within({ x, y, width, height }, frame);
}

/** Move what is shown by pixels of the picture. */
export const panView = (view: PaneView, frame: FrameSize, dx: number, dy: number): PaneView =>
  within({ ...view, x: view.x + dx, y: view.y + dy }, frame);

/** How many pixels of the picture one of the screen is, where the part shown is fitted into a pane. */
export const pixelsPerDot = (view: FrameSize, pane: FrameSize): number =>
  pane.width > 0 && pane.height > 0 ? Math.max(view.width / pane.width, view.height / pane.height) : 1;
