/** Two fingers on the picture: what is under them stays under them. */
import type { Point } from "../contract/contract";

export interface Pinch {
  /** Zoom by this factor around `at`, then move by (dx, dy). */
  readonly factor: number;
  readonly at: Point;
  readonly dx: number;
  readonly dy: number;
}

const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const apart = (a: Point, b: Point): number => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]));

/** What the move of two fingers from one pair of places to the next asks for. */
export function pinchStep(from: readonly [Point, Point], to: readonly [Point, Point]): Pinch {
  const at = middle(...from);
  const now = middle(...to);
  return { factor: apart(...to) / apart(...from), at, dx: now[0] - at[0], dy: now[1] - at[1] };
}
