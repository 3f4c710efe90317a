/** What to do when an upload breaks off, and how to say so. */

/** How a request ended that did not go well. */
export type Failure =
  | { readonly kind: "network" }
  /** The file changed, or is gone, or may no longer be read. */
  | { readonly kind: "unreadable" }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly reason: string;
      readonly afterMs: number | null;
      /** The portal has removed what was sent: as a whole it was not the file. */
      readonly removed: boolean;
    };

export type Verdict =
  /** Try again by itself; `anew` where what was sent is gone at the portal. */
  | { readonly do: "again"; readonly afterMs: number; readonly words: string; readonly anew?: true }
  /** Only the person can help. */
  | { readonly do: "stop"; readonly words: string };

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** Tries without a byte of progress where trying again is expected to help at once. */
const MOST_TRIES = 8;

const backoff = (tries: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10));

/** Decide about a failure.
 *
 * @param tries failures before this one since a byte got through.
 * @param known the portal has given this upload an address.
 */
export function judge(failure: Failure, tries: number, known: boolean): Verdict {
  if (failure.kind === "network") return again(backoff(tries), "Waiting for the network");
  if (failure.kind === "unreadable")
    return stop("The file was changed, moved or removed while it was read. Choose it again to go on.");
  const { status, reason } = failure;
  const wait = failure.afterMs ?? backoff(tries);
  if (status === 401) return again(LONGEST_WAIT_MS, "Waiting for you to sign in again");
  if ((status === 404 || status === 410) && known)
    return tries < MOST_TRIES
      ? { ...again(backoff(tries), "The portal no longer has its beginning: sending it anew"), anew: true }
      : stop(reason);
  if (status === 409) return limited("Asking the portal how much it has");
  if (status === 423) return again(backoff(tries), "Waiting: another tab or request is sending this file");
  if (status === 429) return again(wait, reason);
  if (status === 460 && !failure.removed) return limited("Sending a damaged piece again");
  if (status === 507) return again(failure.afterMs ?? 4 * LONGEST_WAIT_MS, reason);
  if (status === 408 || status >= 500) return again(wait, "Waiting for the portal to answer");
  return stop(reason);

  function limited(words: string): Verdict {
    return tries < MOST_TRIES ? again(tries === 0 ? 0 : backoff(tries), words) : stop(reason);
  }
}

const again = (afterMs: number, words: string) => ({ do: "again", afterMs, words }) as const;
const stop = (words: string): Verdict => ({ do: "stop", words });
