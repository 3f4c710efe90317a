/** Tells the others on the picture what this person has in hand: at most five times a second, and only them. */
import { HINT_REPEAT_MS, MOST_SHARED } from "../model/inHand";
import { connectionStore, dropOldSelections } from "./connectionStore";
import { draftStore } from "./draftStore";
import { frameStore } from "./frameStore";
import { meStore } from "./meStore";
import { sendSelection } from "./projectSession";
import { selectionStore } from "./selectionStore";

export interface InHand {
  readonly frameId: string;
  readonly ids: readonly string[];
  readonly editing: boolean;
}

export interface SharingSurroundings {
  /** What is in hand now; null when no picture is open or nobody else is on it. */
  inHand(): InHand | null;
  send(hand: InHand): void;
  now(): number;
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
}

const EVERY_MS = 200;

/** The teller: `changed` as often as anything changes, `repeat` every few seconds. */
export function createTeller(around: SharingSurroundings) {
  let told = "";
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: number | null = null;

  function tell(again: boolean): void {
    timer = null;
    const hand = around.inHand();
    if (!hand) {
      told = "";
      return;
    }
    const now = JSON.stringify(hand);
    if (now === told && !(again && hand.ids.length > 0)) return;
    // The first word to somebody who has heard nothing yet need not be that there is nothing.
    if (told === "" && hand.ids.length === 0) return;
    told = now;
    toldAt = around.now();
    around.send(hand);
  }

  return {
    changed(): void {
      if (timer !== null) return;
      const wait = toldAt + EVERY_MS - around.now();
      if (wait <= 0) tell(false);
      else timer = around.setTimer(() => tell(false), wait);
    },
    repeat(): void {
      if (timer === null) tell(true);
    },
    stop(): void {
      if (timer !== null) around.clearTimer(timer);
      timer = null;
    },
  };
}

function inHand(): InHand | null {
  const frameId = frameStore.meeting();
  const me = meStore.getState().user?.id;
  const here = connectionStore
    .getState()
    .people.some((person) => person.frame_id === frameId && person.id !== me);
  if (!frameId || !here) return null;
  const { draft } = draftStore.getState();
  const editing = draft?.kind === "changing";
  const ids = editing ? draft.shapes.keys() : selectionStore.getState().ids;
  return { frameId, ids: [...ids].slice(0, MOST_SHARED), editing };
}

/** Start telling; returns how to stop. */
export function startSharing(): () => void {
  const teller = createTeller({
    inHand,
    send: ({ frameId, ids, editing }) => sendSelection(frameId, ids, editing),
    now: () => performance.now(),
    setTimer: (run, milliseconds) => setTimeout(run, milliseconds) as unknown as number,
    clearTimer: (timer) => clearTimeout(timer),
  });
  const stops = [
    selectionStore.subscribe((state, before) => {
      if (state.ids !== before.ids) teller.changed();
    }),
    draftStore.subscribe(teller.changed),
    connectionStore.subscribe((state, before) => {
      // Somebody who has just come has heard nothing yet.
      if (state.people !== before.people) teller.repeat();
    }),
  ];
  const repeating = setInterval(teller.repeat, HINT_REPEAT_MS);
  const ending = setInterval(dropOldSelections, 1_000);
  return () => {
    for (const stop of stops) stop();
    clearInterval(repeating);
    clearInterval(ending);
    teller.stop();
  };
}
