import { expect, test } from "vitest";
import type { Figures } from "../../contract/quality";
import { acceptance, matrixOf, showKappa, wordsOfKappa } from "./matrix";

const NOTHING = { found: 0, missed: 0, extra: 0, mean_iou: null, precision: null, recall: null };
const person = (id: string, kind: "person" | "machine" = "person") => ({
  person: { id, name: id, kind },
  frames: 0,
  kappa: null,
  mean_iou: null,
  agreed: null,
  truth_frames: 0,
  truth: NOTHING,
  work: { accepted: 0, adjusted: 0, rejected: 0, drawn: 0 },
});

const figures = (people: readonly ReturnType<typeof person>[], pairs: Figures["pairs"]): Figures => ({
  alpha: null,
  fleiss: [],
  frames: 0,
  objects: 0,
  labels: [],
  people: [...people],
  pairs,
});

test("nobody makes an empty matrix", () => {
  expect(matrixOf(figures([], []))).toEqual({ people: [], cells: [] });
});

test("a pair stands on both sides of the diagonal, people come before models", () => {
  const pair = { one: "mdl", other: "zoe", frames: 1, objects: 2, agreed: 1, kappa: 0.5, mean_iou: null };
  const { people, cells } = matrixOf(
    figures([person("mdl", "machine"), person("amy"), person("zoe")], [pair]),
  );
  expect(people.map(({ id }) => id)).toEqual(["zoe", "mdl"]);
  expect(cells).toEqual([
    [null, pair],
    [pair, null],
  ]);
});

test("figures are told in words, a missing one as missing", () => {
  expect([null, -0.1, 0, 0.3, 0.5, 0.7, 0.95].map(wordsOfKappa)).toEqual([
    "nothing to tell apart",
    "worse than chance",
    "slight",
    "fair",
    "moderate",
    "substantial",
    "almost perfect",
  ]);
  expect(showKappa(null)).toBe("–");
  expect(showKappa(-0.25)).toBe("−0.25");
  expect(acceptance({ accepted: 0, adjusted: 0, rejected: 0 })).toBeNull();
  expect(acceptance({ accepted: 3, adjusted: 1, rejected: 0 })).toBe(0.75);
});
