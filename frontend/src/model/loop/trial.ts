/** How an uploaded version fared on pictures of the project, in words. */
import type { Trial } from "../../contract/contract";

export interface TrialTold {
  readonly words: string;
  /** Why it was refused. */
  readonly reason: string | null;
  readonly notes: readonly string[];
}

const MEGABYTE = 1_000_000;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const showMs = (seconds: number): string => {
  const ms = seconds * 1000;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString("en")} ms`;
};

const count = (number: number, one: string): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : `${one}s`}`;

/** Tell how many pictures it was tried on, what it said of them, and how long and how much memory it took. */
export function tellTrial({ frames, memory_bytes: memory, reason, notes }: Trial): TrialTold {
  const seconds = frames.map((frame) => frame.seconds);
  const said = frames.reduce((sum, frame) => sum + frame.predictions, 0);
  const words =
    frames.length === 0
      ? "No picture was tried to its end"
      : [
          `Tried on ${count(frames.length, "picture")}`,
          count(said, "prediction"),
          frames.length === 1
            ? showMs(median(seconds))
            : `${showMs(median(seconds))} each, ${showMs(Math.max(...seconds))} at most`,
          ...(memory > 0 ? [`${Math.round(memory / MEGABYTE).toLocaleString("en")} MB of memory`] : []),
        ].join(" · ");
  return { words, reason, notes };
}
