import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextPiece, noteSent, rateOf, type Sample, secondsLeft, showTimeLeft, smallerPiece } from "./pace";

const run = (sent: readonly Sample[]): readonly Sample[] =>
  sent.reduce<readonly Sample[]>((samples, sample) => noteSent(samples, sample), []);

describe("the rate", () => {
  test("is told by nothing and by too little to tell not at all", () => {
    expect(rateOf([])).toBeNull();
    expect(rateOf(run([{ at: 0, sent: 0 }]))).toBeNull();
    expect(
      rateOf(
        run([
          { at: 0, sent: 0 },
          { at: 900, sent: 10 },
        ]),
      ),
    ).toBeNull();
  });

  test("of steady bytes is theirs, and forgets what was before the window", () => {
    const slow = Array.from({ length: 40 }, (_, step) => ({ at: step * 500, sent: step * 50 }));
    expect(rateOf(run(slow))).toBeCloseTo(100);
    const fast = Array.from({ length: 40 }, (_, step) => ({
      at: 20_000 + step * 500,
      sent: 2_000 + step * 500,
    }));
    expect(rateOf(run([...slow, ...fast]))).toBeCloseTo(1000);
  });

  test("begins anew when a piece was lost", () => {
    expect(
      run([
        { at: 0, sent: 0 },
        { at: 2_000, sent: 500 },
        { at: 3_000, sent: 400 },
      ]),
    ).toEqual([{ at: 3_000, sent: 400 }]);
  });

  test("never needs more than a window of samples", () => {
    const times = fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(times, (gaps) => {
        let at = 0;
        let samples: readonly Sample[] = [];
        for (const gap of gaps) {
          at += gap;
          samples = noteSent(samples, { at, sent: at });
          const rate = rateOf(samples);
          if (rate !== null) expect(rate).toBeCloseTo(1000);
        }
        expect(samples.length).toBeLessThanOrEqual(34);
      }),
    );
  });
});

test("time left is told in the largest unit that says enough", () => {
  expect(secondsLeft(100, null)).toBeNull();
  expect(secondsLeft(100, 0)).toBeNull();
  expect(secondsLeft(100, 50)).toBe(2);
  const words = [0.4, 8.4, 89, 125, 3_600, 7_800, 200_000].map(showTimeLeft);
  expect(words).toEqual([
    "almost there",
    "8 s left",
    "89 s left",
    "2 min left",
    "1 h left",
    "2 h 10 min left",
    "2 days left",
  ]);
});

test("a piece takes about three seconds, at most twice the one before, within bounds", () => {
  expect(nextPiece(1 << 20, 3_000)).toBe(1 << 20);
  expect(nextPiece(1 << 20, 10)).toBe(2 << 20);
  expect(nextPiece(8 << 20, 1)).toBe(8 << 20);
  expect(nextPiece(1 << 20, 600_000)).toBe(256 * 1024);
  expect(smallerPiece(1 << 20)).toBe(512 * 1024);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1 << 30 }), fc.integer({ min: 0, max: 1e9 }), (bytes, ms) => {
      for (const piece of [nextPiece(bytes, ms), smallerPiece(bytes)]) {
        expect(piece).toBeGreaterThanOrEqual(256 * 1024);
        expect(piece).toBeLessThanOrEqual(8 << 20);
        expect(Number.isInteger(piece)).toBe(true);
      }
    }),
  );
});
