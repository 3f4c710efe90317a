import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StrategyShare } from "../../contract/policies";
import { mixOf, percentsOf, STRATEGY_WORDS, type Weights, weightsOf } from "./mix";

const NONE: Weights = { uncertainty: 0, disagreement: 0, rare: 0, diversity: 0, random: 0, order: 0 };
const sumOf = (weights: Weights) => Object.values(weights).reduce((sum, value) => sum + value, 0);
const weights = fc.record<Weights>({
  uncertainty: fc.nat(100),
  disagreement: fc.nat(100),
  rare: fc.nat(100),
  diversity: fc.nat(100),
  random: fc.nat(100),
  order: fc.nat(100),
});
const mixes = fc
  .uniqueArray(fc.constantFrom(...STRATEGY_WORDS.map((item) => item.strategy)), { minLength: 1 })
  .chain((named) =>
    fc.tuple(
      ...named.map((strategy) =>
        fc
          .double({ min: 1e-6, max: 1_000, noNaN: true })
          .map((share): StrategyShare => ({ strategy, share })),
      ),
    ),
  );

describe("the shares of a mix", () => {
  test.each([
    [NONE, NONE],
    [
      { ...NONE, random: 1 },
      { ...NONE, random: 100 },
    ],
    [
      { ...NONE, uncertainty: 80, random: 20 },
      { ...NONE, uncertainty: 80, random: 20 },
    ],
    [
      { ...NONE, uncertainty: 1, rare: 1, order: 1 },
      { ...NONE, uncertainty: 34, rare: 33, order: 33 },
    ],
  ])("of sliders at %o are %o percent", (given, percents) => {
    expect(percentsOf(given)).toEqual(percents);
  });

  test("are 100 percent together, and each within one of what it is", () => {
    fc.assert(
      fc.property(weights, (given) => {
        const whole = sumOf(given);
        const percents = percentsOf(given);
        expect(sumOf(percents)).toBe(whole === 0 ? 0 : 100);
        for (const { strategy } of STRATEGY_WORDS)
          if (whole > 0)
            expect(Math.abs(percents[strategy] - (given[strategy] / whole) * 100)).toBeLessThan(1);
      }),
    );
  });
});

describe("the sliders of a mix", () => {
  test("that nobody moved give the mix as it was", () => {
    fc.assert(
      fc.property(mixes, (mix) => {
        expect(mixOf(weightsOf(mix), mix)).toEqual(mix);
      }),
    );
  });

  test("never hide a strategy that has a part", () => {
    fc.assert(
      fc.property(mixes, (mix) => {
        const shown = weightsOf(mix);
        for (const { strategy } of mix) expect(shown[strategy]).toBeGreaterThan(0);
      }),
    );
  });

  test("leave out what stands at nothing", () => {
    const moved = { ...NONE, rare: 10, order: 30 };
    expect(mixOf(moved, [{ strategy: "uncertainty", share: 1 }])).toEqual([
      { strategy: "rare", share: 10 },
      { strategy: "order", share: 30 },
    ]);
    expect(mixOf(NONE, [{ strategy: "uncertainty", share: 1 }])).toEqual([]);
  });
});
