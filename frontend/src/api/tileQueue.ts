/** Loads tiles in the order of need, a few at a time, and gives up those that nobody needs any more. */
import type { ByteCache } from "../model/byteCache";

export interface TileQueue<T> {
  /** A tile that is there; asking for it keeps it longer. */
  get(key: string): T | undefined;
  has(key: string): boolean;
  /** What is needed now, most urgent first, and what to load once that is there. */
  want(now: readonly string[], next: readonly string[]): void;
  /** What may be needed soon; newer wishes go before older ones. */
  wantAhead(keys: readonly string[]): void;
  /** Be told of each tile that has come; returns how to stop. */
  onArrive(listener: () => void): () => void;
  readonly inFlight: number;
  readonly bytes: number;
}

export interface TileQueueOptions<T> {
  load(key: string, signal: AbortSignal): Promise<T>;
  readonly cache: ByteCache<T>;
  readonly lanes: number;
  /** As many tiles as the cache is sure to hold: more are not asked for, or they would drive each other out. */
  readonly most: number;
  /** Called with milliseconds after which to go on; tests bring their own clock. */
  later?(run: () => void, ms: number): void;
}

const MOST_AHEAD = 64;
const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;

export function createTileQueue<T>(options: TileQueueOptions<T>): TileQueue<T> {
  const { load, cache, lanes, most } = options;
  const later = options.later ?? ((run, ms) => void setTimeout(run, ms));
  const listeners = new Set<() => void>();
  const inFlight = new Map<string, AbortController>();
  const failures = new Map<string, number>();
  const resting = new Set<string>();
  let now: readonly string[] = [];
  let next: readonly string[] = [];
  let ahead: readonly string[] = [];

  const isMissing = (key: string) => !cache.has(key) && !inFlight.has(key) && !resting.has(key);

  function pump(): void {
    const urgent = now.filter(isMissing);
    makeRoom(urgent.length);
    for (const key of urgent) {
      if (inFlight.size >= lanes) return;
      start(key);
    }
    // The rest waits until the view is complete: it would only take lanes from it.
    if (now.some((key) => inFlight.has(key))) return;
    for (const key of afterNow()) {
      if (inFlight.size >= lanes) return;
      if (isMissing(key)) start(key);
    }
  }

  function afterNow(): string[] {
    return [...next, ...ahead].slice(0, Math.max(0, most - now.length));
  }

  function makeRoom(wanted: number): void {
    const mine = new Set(now);
    const others = [...inFlight.keys()].filter((key) => !mine.has(key));
    const free = lanes - inFlight.size;
    for (const key of others.slice(0, Math.max(0, wanted - free))) giveUp(key);
  }

  function start(key: string): void {
    const control = new AbortController();
    inFlight.set(key, control);
    load(key, control.signal)
      .then((value) => {
        failures.delete(key);
        cache.put(key, value);
      })
      .catch(() => {
        if (!control.signal.aborted) rest(key);
      })
      .finally(() => {
        if (inFlight.get(key) === control) inFlight.delete(key);
        for (const listener of listeners) listener();
        pump();
      });
  }

  function rest(key: string): void {
    const times = (failures.get(key) ?? 0) + 1;
    failures.set(key, times);
    resting.add(key);
    later(
      () => {
        resting.delete(key);
        pump();
      },
      Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (times - 1)),
    );
  }

  function giveUp(key: string): void {
    inFlight.get(key)?.abort();
    inFlight.delete(key);
  }

  function changed(): void {
    const needed = new Set([...now, ...afterNow()]);
    for (const key of [...inFlight.keys()]) if (!needed.has(key)) giveUp(key);
    pump();
  }

  return {
    get: (key) => cache.get(key),
    has: (key) => cache.has(key),
    want(urgent, afterwards) {
      now = [...new Set(urgent)];
      next = afterwards;
      changed();
    },
    wantAhead(keys) {
      ahead = [...new Set([...keys, ...ahead])].slice(0, MOST_AHEAD);
      changed();
    },
    onArrive(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get inFlight() {
      return inFlight.size;
    },
    get bytes() {
      return cache.bytes;
    },
  };
}
