/** Decides which frame is due while a video plays: by the clock, dropping frames rather than slowing down. */
import type { FrameTimes } from "./frameTimes";

/** Where the clock was set: `at` in milliseconds of the page, `seconds` in the video. */
export interface ClockAnchor {
  readonly at: number;
  readonly seconds: number;
}

export interface Due {
  readonly index: number;
  /** The pixels that are due have not come yet: the clock waits for them. */
  readonly waiting: boolean;
  readonly ended: boolean;
  readonly anchor: ClockAnchor;
}

export interface Playing {
  readonly anchor: ClockAnchor;
  readonly index: number;
  readonly speed: number;
  readonly now: number;
}

/** The frame to show now.
 *
 * When the due frame is not ready the newest ready one on the way to it is shown; when there is none, the clock stops
 * until one comes, because running on would show nothing.
 */
export function dueFrame(
  { anchor, index, speed, now }: Playing,
  times: FrameTimes,
  isReady: (index: number) => boolean,
): Due {
  const seconds = anchor.seconds + ((now - anchor.at) / 1000) * speed;
  const last = times.count - 1;
  const due = times.indexAt(seconds);
  const ended = due >= last && (seconds >= times.duration || index >= last);
  for (let candidate = due; candidate > index; candidate--)
    if (isReady(candidate)) return { index: candidate, waiting: false, ended: false, anchor };
  if (due <= index) return { index, waiting: false, ended, anchor };
  return { index, waiting: true, ended: false, anchor: { at: now, seconds: times.at(index) } };
}

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4] as const;

/** The next speed up or down. */
export function otherSpeed(speed: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((known) => known >= speed);
  const place = Math.max(0, Math.min(SPEEDS.length - 1, (at < 0 ? SPEEDS.length - 1 : at) + step));
  return SPEEDS[place] as number;
}
