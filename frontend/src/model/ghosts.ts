/** Undecided predictions as a person sees them: above the threshold, ordered by how unsure the model is. */
import type { Prediction } from "../contract/contract";
import type { FrameState } from "./frameState";

const NONE: ReadonlySet<string> = new Set();

/** The ghosts that a person sees; `hidden` holds the model versions whose layer is switched off. */
export function ghostsAbove(
  state: FrameState,
  threshold: number,
  hidden: ReadonlySet<string> = NONE,
): Prediction[] {
  return [...state.predictions.values()].filter(
    (ghost) => isShown(ghost.score, threshold) && !hidden.has(ghost.model_version_id),
  );
}

/** The one rule of what a threshold shows, for the canvas, the lists and every count. */
export const isShown = (score: number, threshold: number): boolean => score >= threshold;

/** The highest threshold in whole percents that shows every undecided prediction. */
export function thresholdForAll(state: FrameState, hidden: ReadonlySet<string> = NONE): number {
  const lowest = Math.min(1, ...ghostsAbove(state, 0, hidden).map(({ score }) => score));
  return Math.floor(lowest * 100) / 100;
}

/** Least certain first: of those shown, the score nearest to the threshold needs a person most. */
export function byUncertainty(ghosts: readonly Prediction[]): Prediction[] {
  return [...ghosts].sort((a, b) => a.score - b.score || (a.id < b.id ? -1 : 1));
}

/** The ghost `step` places after `current` in the uncertainty walk, around the end. */
export function walkGhosts(
  ordered: readonly Prediction[],
  current: string | null,
  step: 1 | -1,
): Prediction | null {
  if (ordered.length === 0) return null;
  const at = ordered.findIndex((ghost) => ghost.id === current);
  if (at < 0) return (step > 0 ? ordered[0] : ordered[ordered.length - 1]) ?? null;
  return ordered[(at + step + ordered.length) % ordered.length] ?? null;
}

/** The label an accepted ghost gets: its own if the project knows it, else the active one, else none. */
export function labelForGhost(
  ghost: Prediction,
  labels: readonly string[],
  active: string | null,
): string | null {
  if (labels.includes(ghost.label)) return ghost.label;
  return active;
}
