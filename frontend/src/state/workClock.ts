/** How long a person worked on what they have in hand: pauses and hidden tabs do not count. */
import { selectionStore } from "./selectionStore";

/** A longer pause than this is no work: the person was away. */
export const PAUSE_MS = 30_000;
const MOST_MS = 3_600_000;

/** Adds up the time between signs of life; `now` in milliseconds. */
export function createWorkClock(now: () => number) {
  let last = now();
  let spent = 0;
  let hidden = false;

  function note(): void {
    const at = now();
    if (!hidden && at - last <= PAUSE_MS) spent += at - last;
    last = at;
  }

  return {
    /** The person did something. */
    note,
    hide(): void {
      note();
      hidden = true;
    },
    show(): void {
      last = now();
      hidden = false;
    },
    /** Something else is in hand: count from here. */
    restart(): void {
      note();
      spent = 0;
    },
    /** How long ago the last sign of life was. */
    idle(): number {
      return now() - last;
    },
    /** The time since the last change or the selection, counted once. */
    take(): number {
      note();
      const taken = Math.min(MOST_MS, Math.round(spent));
      spent = 0;
      return taken;
    },
  };
}

export const workClock = createWorkClock(() => performance.now());

/** Listen for signs of life; returns how to stop. */
export function startWorkClock(): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true, passive: true };
  for (const sign of ["pointermove", "pointerdown", "pointerup", "wheel", "keydown", "keyup"] as const) {
    addEventListener(sign, workClock.note, options);
  }
  document.addEventListener(
    "visibilitychange",
    () => (document.visibilityState === "hidden" ? workClock.hide() : workClock.show()),
    options,
  );
  const forget = selectionStore.subscribe((state, before) => {
    if (state.ids !== before.ids) workClock.restart();
  });
  return () => {
    stop.abort();
    forget();
  };
}
