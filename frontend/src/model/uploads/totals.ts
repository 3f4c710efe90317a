/** Many uploads at a glance, and what is worth saying aloud when the glance changes. */

export type UploadFate =
  | "queued"
  | "sending"
  | "finishing"
  | "waiting"
  | "paused"
  | "interrupted"
  | "accepted"
  | "duplicate"
  | "refused";

export interface Counted {
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly fate: UploadFate;
  readonly rate: number | null;
  readonly inPieces: boolean;
}

export interface Totals {
  readonly files: number;
  readonly settled: number;
  readonly refused: number;
  readonly duplicates: number;
  readonly paused: number;
  /** On their way, or waiting, and can be paused. */
  readonly pausable: number;
  readonly waiting: number;
  /** Begun earlier, and waiting for the person to choose the file again. */
  readonly interrupted: number;
  /** Neither settled nor interrupted. */
  readonly live: number;
  readonly fraction: number;
  readonly bytesLeft: number;
  readonly rate: number | null;
}

export function totalsOf(uploads: Iterable<Counted>): Totals {
  const count = {
    settled: 0,
    refused: 0,
    duplicates: 0,
    paused: 0,
    pausable: 0,
    waiting: 0,
    interrupted: 0,
    live: 0,
  };
  let files = 0;
  let bytes = 0;
  let sent = 0;
  let rate: number | null = null;
  for (const upload of uploads) {
    if (upload.fate === "interrupted") {
      count.interrupted += 1;
      continue;
    }
    files += 1;
    const over = isSettled(upload.fate);
    if (over) count.settled += 1;
    else count.live += 1;
    if (upload.fate === "refused") count.refused += 1;
    if (upload.fate === "duplicate") count.duplicates += 1;
    if (upload.fate === "paused") count.paused += 1;
    if (upload.fate === "waiting") count.waiting += 1;
    if (!over && upload.inPieces && upload.fate !== "paused" && upload.fate !== "finishing")
      count.pausable += 1;
    if (upload.rate !== null) rate = (rate ?? 0) + upload.rate;
    const size = Math.max(1, upload.size);
    bytes += size;
    sent += over ? size : Math.min(size, upload.sent);
  }
  return { ...count, files, fraction: bytes > 0 ? sent / bytes : 0, bytesLeft: bytes - sent, rate };
}

export const isSettled = (fate: UploadFate): boolean =>
  fate === "accepted" || fate === "duplicate" || fate === "refused";

/** What a person who hears the page is told: beginnings, ends, waits, and each quarter of the way. */
export function newsOf(before: Totals, after: Totals): string {
  if (after.files === 0) return "";
  if (after.live === 0) {
    if (before.live === 0) return "";
    const added = after.settled - after.refused - after.duplicates;
    const parts = [
      added > 0 && `${count(added)} uploaded`,
      after.duplicates > 0 && `${after.duplicates} already here`,
    ];
    return [...parts, after.refused > 0 && `${after.refused} refused`].filter(Boolean).join(", ");
  }
  if (after.files > before.files) return `Uploading ${count(after.live)}`;
  if (after.waiting > before.waiting)
    return `Upload of ${count(after.waiting)} interrupted, waiting to go on`;
  if (after.waiting < before.waiting) return "Upload goes on";
  if (after.paused > before.paused) return `${count(after.paused)} paused`;
  if (after.paused < before.paused) return "Upload goes on";
  const quarter = Math.floor(after.fraction * 4);
  if (quarter > Math.floor(before.fraction * 4)) return `${quarter * 25} percent uploaded`;
  return "";
}

const count = (files: number): string => `${files} ${files === 1 ? "file" : "files"}`;
