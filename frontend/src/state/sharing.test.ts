import { beforeEach, describe, expect, test } from "vitest";
import { createTeller, type InHand } from "./sharing";

let now = 0;
let due: { at: number; run: () => void }[] = [];
let hand: InHand | null = null;
const sent: InHand[] = [];

const holding = (...ids: string[]): InHand => ({ frameId: "frm_1", ids, editing: false });

function make() {
  return createTeller({
    inHand: () => hand,
    send: (told) => sent.push(told),
    now: () => now,
    setTimer: (run, milliseconds) => due.push({ at: now + milliseconds, run }),
    clearTimer: () => undefined,
  });
}

function pass(milliseconds: number): void {
  now += milliseconds;
  const run = due.filter((timer) => timer.at <= now);
  due = due.filter((timer) => timer.at > now);
  for (const timer of run) timer.run();
}

beforeEach(() => {
  now = 0;
  due = [];
  hand = null;
  sent.length = 0;
});

describe("telling what is in hand", () => {
  test("says nothing while nobody else is on the picture", () => {
    const teller = make();
    teller.changed();
    teller.repeat();
    expect(sent).toEqual([]);
  });

  test("says the first change at once and the last of a hundred a moment later, at most five a second", () => {
    const teller = make();
    for (let step = 0; step < 100; step++) {
      hand = holding(`ann_${step}`);
      teller.changed();
      pass(10);
    }
    pass(200);
    expect(sent[0]).toEqual(holding("ann_0"));
    expect(sent.at(-1)).toEqual(holding("ann_99"));
    expect(sent.length).toBeLessThanOrEqual(6);
  });

  test("repeats what holds, and does not repeat that the hand is empty", () => {
    const teller = make();
    hand = holding("ann_1");
    teller.changed();
    pass(3_000);
    teller.repeat();
    hand = holding();
    teller.changed();
    pass(3_000);
    teller.repeat();
    expect(sent).toEqual([holding("ann_1"), holding("ann_1"), holding()]);
  });
});
