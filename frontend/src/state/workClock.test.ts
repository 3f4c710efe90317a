import { beforeEach, describe, expect, test } from "vitest";
import { createWorkClock, PAUSE_MS } from "./workClock";

let now = 0;
const make = () => createWorkClock(() => now);

/** Work for a while, with a sign of life every second. */
function work(clock: ReturnType<typeof make>, seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    now += 1_000;
    clock.note();
  }
}

beforeEach(() => {
  now = 1_000;
});

describe("the time that an object took", () => {
  test("is nothing when it was just taken in hand", () => {
    expect(make().take()).toBe(0);
  });

  test("adds up while the person works, and is counted once", () => {
    const clock = make();
    work(clock, 12);
    expect(clock.take()).toBe(12_000);
    expect(clock.take()).toBe(0);
  });

  test("leaves out a pause of more than thirty seconds, and counts a shorter one", () => {
    const clock = make();
    work(clock, 5);
    now += PAUSE_MS + 1;
    clock.note();
    work(clock, 5);
    expect(clock.take()).toBe(10_000);
    now += PAUSE_MS;
    expect(clock.take()).toBe(PAUSE_MS);
  });

  test("leaves out the time in which the tab was hidden, however short", () => {
    const clock = make();
    work(clock, 5);
    now += 500;
    clock.hide();
    now += 20_000;
    clock.note();
    clock.show();
    work(clock, 2);
    expect(clock.take()).toBe(7_500);
  });

  test("begins anew with another selection", () => {
    const clock = make();
    work(clock, 40);
    clock.restart();
    work(clock, 3);
    expect(clock.take()).toBe(3_000);
  });
});
