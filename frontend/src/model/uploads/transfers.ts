/** A large file on its way in pieces: what it is at, step by step, and which of several goes next. */
import { type Failure, judge } from "./failure";
import { noteSent, type Sample } from "./pace";

export type Phase = "queued" | "sending" | "waiting" | "paused" | "stopped" | "done";

export interface Transfer {
  readonly key: string;
  readonly size: number;
  readonly phase: Phase;
  /** The bytes that left this browser, shown as progress. */
  readonly sent: number;
  /** The bytes that the portal said it keeps. */
  readonly kept: number;
  /** Failures since the portal last kept a byte. */
  readonly tries: number;
  /** How long a waiting one waits before it tries again. */
  readonly waitMs: number;
  /** Why it waits or stopped. */
  readonly words: string | null;
  /** Its address at the portal, once it has one. */
  readonly uploadId: string | null;
  readonly samples: readonly Sample[];
}

export type Happening =
  | { readonly type: "start" | "pause" | "resume" | "done" }
  | { readonly type: "placed"; readonly uploadId: string }
  | { readonly type: "sent"; readonly bytes: number; readonly at: number }
  | { readonly type: "kept"; readonly bytes: number }
  | { readonly type: "failed"; readonly failure: Failure };

/** How many files are sent at once; the others wait for their turn. */
export const AT_ONCE = 2;

const LARGE = 8 * 1024 * 1024;
const VIDEO_NAME = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|m?ts|m2ts|wmv|flv|3gp|ogv)$/i;

/** Whether a file goes in pieces: every video, and what is large. */
export function goesInPieces(file: { name: string; size: number; type: string }): boolean {
  return file.size > 0 && (file.size > LARGE || file.type.startsWith("video/") || VIDEO_NAME.test(file.name));
}

export function newTransfer(key: string, size: number, place: { id: string; kept: number } | null): Transfer {
  const kept = place?.kept ?? 0;
  return {
    key,
    size,
    phase: "queued",
    sent: kept,
    kept,
    tries: 0,
    waitMs: 0,
    words: null,
    uploadId: place?.id ?? null,
    samples: [],
  };
}

/** What a transfer is after something happened; the same where it does not concern it any more. */
export function advance(transfer: Transfer, happening: Happening): Transfer {
  const { phase } = transfer;
  if (phase === "done") return transfer;
  switch (happening.type) {
    case "start":
      return phase === "queued" || phase === "waiting"
        ? { ...transfer, phase: "sending", samples: [] }
        : transfer;
    case "pause":
      return phase === "stopped" ? transfer : halted(transfer, "paused", null);
    case "resume":
      return phase === "paused" || phase === "stopped"
        ? { ...transfer, phase: "queued", tries: 0, words: null }
        : transfer;
    case "done":
      return phase === "sending"
        ? { ...transfer, phase: "done", sent: transfer.size, kept: transfer.size, words: null }
        : transfer;
    case "placed":
      return phase === "sending" ? { ...transfer, uploadId: happening.uploadId } : transfer;
    case "sent":
      if (phase !== "sending") return transfer;
      return {
        ...transfer,
        sent: happening.bytes,
        samples: noteSent(transfer.samples, { at: happening.at, sent: happening.bytes }),
      };
    case "kept":
      return phase === "sending" && happening.bytes > transfer.kept
        ? { ...transfer, kept: happening.bytes, tries: 0, words: null }
        : transfer;
    case "failed":
      return phase === "sending" ? failed(transfer, happening.failure) : transfer;
  }
}

function failed(transfer: Transfer, failure: Failure): Transfer {
  const verdict = judge(failure, transfer.tries, transfer.uploadId !== null);
  if (verdict.do === "stop") {
    const removed = failure.kind === "answer";
    return halted(removed ? forgotten(transfer) : transfer, "stopped", verdict.words);
  }
  const rest = halted(verdict.anew ? forgotten(transfer) : transfer, "waiting", verdict.words);
  return { ...rest, tries: transfer.tries + 1, waitMs: verdict.afterMs };
}

const halted = (transfer: Transfer, phase: Phase, words: string | null): Transfer => ({
  ...transfer,
  phase,
  words,
  sent: transfer.kept,
  samples: [],
});

const forgotten = (transfer: Transfer): Transfer => ({ ...transfer, uploadId: null, kept: 0, sent: 0 });

/** Which transfers begin now: the first that queue, while there are fewer on their way than may be. */
export function nextToStart(transfers: Iterable<Transfer>, most = AT_ONCE): string[] {
  const all = [...transfers];
  const running = all.filter(({ phase }) => phase === "sending" || phase === "waiting").length;
  return all
    .filter(({ phase }) => phase === "queued")
    .slice(0, Math.max(0, most - running))
    .map(({ key }) => key);
}
