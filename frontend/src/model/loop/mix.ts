/** The mix of strategies by which pictures are handed out: weights of sliders, and the shares they come to. */
import type { Strategy, StrategyShare } from "../../contract/policies";

export const STRATEGY_WORDS: readonly { strategy: Strategy; name: string; means: string }[] = [
  { strategy: "uncertainty", name: "Most uncertain", means: "what the champion is least sure of" },
  { strategy: "disagreement", name: "Versions disagree", means: "where two versions see different things" },
  { strategy: "rare", name: "Rare labels", means: "what people have answered for seldom" },
  { strategy: "diversity", name: "Unlike the others", means: "pictures unlike those before them" },
  { strategy: "random", name: "Random", means: "any, in an order drawn once" },
  { strategy: "order", name: "In order", means: "as they were uploaded" },
];

/** How far each slider stands, from 0 to 100; only how they stand to each other counts. */
export type Weights = Readonly<Record<Strategy, number>>;

export const MOST_WEIGHT = 100;

const perStrategy = (value: (strategy: Strategy) => number): Weights => ({
  uncertainty: value("uncertainty"),
  disagreement: value("disagreement"),
  rare: value("rare"),
  diversity: value("diversity"),
  random: value("random"),
  order: value("order"),
});

/** Where the sliders stand for a mix: its shares in percent, and what has a part at all never at nothing. */
export function weightsOf(mix: readonly StrategyShare[]): Weights {
  const whole = mix.reduce((sum, entry) => sum + entry.share, 0);
  return perStrategy((strategy) => {
    const share = mix.find((entry) => entry.strategy === strategy)?.share ?? 0;
    return share > 0 ? Math.max(1, Math.round((share / whole) * MOST_WEIGHT)) : 0;
  });
}

/** The mix of sliders; that of before when none was moved, since sliders are coarser. */
export function mixOf(weights: Weights, before: readonly StrategyShare[]): StrategyShare[] {
  const stood = weightsOf(before);
  if (STRATEGY_WORDS.every(({ strategy }) => stood[strategy] === weights[strategy])) return [...before];
  return STRATEGY_WORDS.flatMap(({ strategy }) =>
    weights[strategy] > 0 ? [{ strategy, share: weights[strategy] }] : [],
  );
}

/** The shares in whole percent; together they are 100, or nothing where every slider stands at 0. */
export function percentsOf(weights: Weights): Weights {
  const whole = STRATEGY_WORDS.reduce((sum, { strategy }) => sum + weights[strategy], 0);
  if (whole === 0) return perStrategy(() => 0);
  const exact = perStrategy((strategy) => (weights[strategy] / whole) * 100);
  const floor = (strategy: Strategy) => Math.floor(exact[strategy] + 1e-9);
  let left = 100 - STRATEGY_WORDS.reduce((sum, { strategy }) => sum + floor(strategy), 0);
  const more = new Set<Strategy>();
  const byRest = STRATEGY_WORDS.map(({ strategy }) => strategy).sort(
    (a, b) => exact[b] - floor(b) - (exact[a] - floor(a)),
  );
  for (const strategy of byRest) if (left-- > 0) more.add(strategy);
  return perStrategy((strategy) => floor(strategy) + (more.has(strategy) ? 1 : 0));
}
