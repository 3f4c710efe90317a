/** How fast bytes go: the rate that is shown, the time that is left, and how large the next piece should be. */

const WINDOW_MS = 8_000;
const EVERY_MS = 250;
const TELLING_MS = 1_000;

export interface Sample {
  readonly at: number;
  readonly sent: number;
}

/** Note how many bytes are sent by now; what is older than the window is forgotten. */
export function noteSent(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples[samples.length - 1];
  // Fewer bytes than before: a piece was lost, and its time must not count as progress.
  if (!last || sample.sent < last.sent) return [sample];
  if (sample.at - last.at < EVERY_MS) return samples;
  const from = samples.findIndex((old) => sample.at - old.at <= WINDOW_MS);
  return [...(from < 0 ? [last] : samples.slice(from)), sample];
}

/** Bytes a second over the window; null as long as there is too little to tell. */
export function rateOf(samples: readonly Sample[]): number | null {
  const [first] = samples;
  const last = samples[samples.length - 1];
  if (!first || !last || last.at - first.at < TELLING_MS) return null;
  return ((last.sent - first.sent) * 1000) / (last.at - first.at);
}

export function secondsLeft(bytes: number, rate: number | null): number | null {
  return rate && rate > 0 ? bytes / rate : null;
}

/** "8 s left", "3 min left", "2 h 10 min left". */
export function showTimeLeft(seconds: number): string {
  if (seconds < 1) return "almost there";
  if (seconds < 90) return `${Math.round(seconds)} s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  if (minutes >= 48 * 60) return `${Math.round(minutes / (24 * 60))} days left`;
  return minutes % 60 === 0
    ? `${minutes / 60} h left`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

export const FIRST_PIECE = 1 << 20;
const LEAST_PIECE = 256 * 1024;
const MOST_PIECE = 8 << 20;
/** A lost connection costs at most a piece: no more than a person waits gladly for a second time. */
const PIECE_MS = 3_000;

/** The size of the next piece after one of `bytes` took so long. */
export function nextPiece(bytes: number, milliseconds: number): number {
  const aimed = (bytes * PIECE_MS) / Math.max(1, milliseconds);
  return bounded(Math.min(aimed, bytes * 2));
}

/** The size of the next piece after one was lost. */
export const smallerPiece = (bytes: number): number => bounded(bytes / 2);

const bounded = (bytes: number): number => Math.round(Math.max(LEAST_PIECE, Math.min(MOST_PIECE, bytes)));
