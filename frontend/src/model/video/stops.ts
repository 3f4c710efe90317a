/** Where the playhead goes by a key: to keyframes, scenes, and frames that wait for a decision. */
import { firstAtLeast } from "./standIn";

/** The next value after a place, or the one before it; null when there is none. */
export function stopFrom(ascending: readonly number[], index: number, step: 1 | -1): number | null {
  if (step > 0) return ascending[firstAtLeast(ascending, index + 1)] ?? null;
  return ascending[firstAtLeast(ascending, index) - 1] ?? null;
}

/** The frames of several lists as one ascending list, each once. */
export function together(lists: Iterable<Iterable<number>>): number[] {
  const all = new Set<number>();
  for (const list of lists) for (const frame of list) all.add(frame);
  return [...all].sort((a, b) => a - b);
}
