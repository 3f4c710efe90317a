/** The figures of pairs as a matrix, and figures in words and tones. */
import type { Figures, PairFigures, Voice } from "../../contract/quality";

export interface Matrix {
  readonly people: readonly Voice[];
  /** Row by row; null on the diagonal and where two never met. */
  readonly cells: readonly (readonly (PairFigures | null)[])[];
}

/** Who met whom: only people and models that have met somebody, people first. */
export function matrixOf({ people, pairs }: Figures): Matrix {
  const met = new Set(pairs.flatMap(({ one, other }) => [one, other]));
  const shown = people
    .map(({ person }) => person)
    .filter(({ id }) => met.has(id))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const found = new Map(
    pairs.flatMap((pair) => [
      [`${pair.one} ${pair.other}`, pair],
      [`${pair.other} ${pair.one}`, pair],
    ]),
  );
  const cells = shown.map((row) => shown.map((column) => found.get(`${row.id} ${column.id}`) ?? null));
  return { people: shown, cells };
}

const rank = ({ kind }: Voice): number => (kind === "person" ? 0 : 1);

/** How strong an agreement is, in the words of Landis and Koch. */
export function wordsOfKappa(kappa: number | null): string {
  if (kappa === null) return "nothing to tell apart";
  if (kappa < 0) return "worse than chance";
  const steps: readonly (readonly [number, string])[] = [
    [0.2, "slight"],
    [0.4, "fair"],
    [0.6, "moderate"],
    [0.8, "substantial"],
  ];
  return steps.find(([most]) => kappa <= most)?.[1] ?? "almost perfect";
}

/** A figure from −1 to 1 with two digits, or a dash. */
export const showKappa = (kappa: number | null): string =>
  kappa === null ? "–" : kappa.toFixed(2).replace("-", "−");

/** A share in whole percent, or a dash. */
export const showShare = (share: number | null): string =>
  share === null ? "–" : `${Math.round(share * 100)} %`;

/** What part of the predictions was accepted as it was; null where none was answered. */
export function acceptance({
  accepted,
  adjusted,
  rejected,
}: {
  accepted: number;
  adjusted: number;
  rejected: number;
}): number | null {
  const answered = accepted + adjusted + rejected;
  return answered > 0 ? accepted / answered : null;
}

/** What part of them was corrected: adjusted or rejected. */
export function correctionRate(work: {
  accepted: number;
  adjusted: number;
  rejected: number;
}): number | null {
  const accepted = acceptance(work);
  return accepted === null ? null : 1 - accepted;
}
