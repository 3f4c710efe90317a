/** What the outbox needs of the browser, so that tests can stand in for it. */

export interface OutboxSurroundings {
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
  now(): number;
  random(): number;
  /** Whether a person may be looking. */
  visible(): boolean;
}

export const browserSurroundings: OutboxSurroundings = {
  setTimer: (run, milliseconds) => setTimeout(run, milliseconds) as unknown as number,
  clearTimer: (timer) => clearTimeout(timer),
  now: () => Date.now(),
  random: () => Math.random(),
  visible: () => document.visibilityState === "visible",
};
