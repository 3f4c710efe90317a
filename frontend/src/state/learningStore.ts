/** How the open project learns: figures, trainings with their curves, comparisons and promotions, live. */
import { createStore } from "zustand/vanilla";
import {
  fetchEvaluations,
  fetchLearning,
  fetchPromotions,
  fetchTraining,
  fetchTrainings,
} from "../api/learning";
import type { CurvePoint, Evaluation, Learning, Promotion, Training } from "../contract/learning";
import { joinPoints } from "../model/loop/curves";

export interface LearningState {
  readonly days: number;
  readonly figures: Learning | null;
  readonly trainings: readonly Training[] | null;
  readonly evaluations: readonly Evaluation[] | null;
  readonly promotions: readonly Promotion[] | null;
  /** The curves of the trainings that were looked at or moved on since, by their ids. */
  readonly points: ReadonlyMap<string, readonly CurvePoint[]>;
  readonly error: string | null;
}

const empty: LearningState = {
  days: 30,
  figures: null,
  trainings: null,
  evaluations: null,
  promotions: null,
  points: new Map(),
  error: null,
};
/** Corrections come in dozens a minute; the page follows them at this pace. */
const REREAD_MS = 3_000;

export const learningStore = createStore<LearningState>(() => empty);

let openId: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

const say = (error: unknown) =>
  learningStore.setState({ error: error instanceof Error ? error.message : "The page could not be read." });

async function read<T>(projectId: string, what: Promise<T>, put: (found: T) => Partial<LearningState>) {
  try {
    const found = await what;
    if (openId === projectId) learningStore.setState(put(found));
  } catch (error) {
    if (openId === projectId) say(error);
  }
}

/** Read all of it and follow the project until the stop that is returned is called. */
export function followLearning(projectId: string): () => void {
  if (openId !== projectId) learningStore.setState(empty);
  openId = projectId;
  learningStore.setState({ error: null });
  void rereadFigures(projectId);
  void loadRounds(projectId);
  return () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
}

/** The rounds of the loop, which other pages show too. */
export async function loadRounds(projectId: string): Promise<void> {
  if (openId !== projectId) learningStore.setState(empty);
  openId = projectId;
  await Promise.all([
    read(projectId, fetchTrainings(projectId), ({ items }) => ({ trainings: newestFirst(items) })),
    read(projectId, fetchEvaluations(projectId), ({ items }) => ({ evaluations: newestFirst(items) })),
    loadPromotions(projectId),
  ]);
}

const loadPromotions = (projectId: string): Promise<void> =>
  read(projectId, fetchPromotions(projectId), ({ items }) => ({ promotions: items }));

export function rereadFigures(projectId: string): Promise<void> {
  const { days } = learningStore.getState();
  return read(projectId, fetchLearning(projectId, days), (figures) => ({ figures, error: null }));
}

export function lookBack(projectId: string, days: number): void {
  learningStore.setState({ days });
  void rereadFigures(projectId);
}

/** Something was counted: read the figures again soon, if they are looked at. */
export function figuresMoved(): void {
  const projectId = openId;
  if (timer || !projectId || !learningStore.getState().figures) return;
  timer = setTimeout(() => {
    timer = null;
    if (openId === projectId) void rereadFigures(projectId);
  }, REREAD_MS);
}

/** Another version predicts: who follows the ledger reads it again. */
export function promotionsMoved(): void {
  if (openId && learningStore.getState().promotions) void loadPromotions(openId);
  figuresMoved();
}

const newestFirst = <T extends { id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => (a.id < b.id ? 1 : -1));

const put = <T extends { id: string }>(list: readonly T[] | null, item: T): T[] =>
  newestFirst([item, ...(list ?? []).filter((known) => known.id !== item.id)]);

/** Take a training's newest state, and the points measured since the last one. */
export function putTraining(training: Training, added: readonly CurvePoint[] = []): void {
  if (openId !== null && training.project_id !== openId) return;
  const { trainings, points } = learningStore.getState();
  learningStore.setState({ trainings: put(trainings, training) });
  if (added.length > 0 || points.has(training.id)) putPoints(training.id, added);
  figuresMoved();
}

function putPoints(trainingId: string, added: readonly CurvePoint[]): void {
  const points = new Map(learningStore.getState().points);
  points.set(trainingId, joinPoints(points.get(trainingId) ?? [], added));
  learningStore.setState({ points });
}

/** Read the whole curve of one training. */
export async function loadCurves(trainingId: string): Promise<void> {
  try {
    const { training, points } = await fetchTraining(trainingId);
    putTraining(training, points);
  } catch (error) {
    say(error);
  }
}

export function putEvaluation(evaluation: Evaluation): void {
  if (openId !== null && evaluation.project_id !== openId) return;
  learningStore.setState({ evaluations: put(learningStore.getState().evaluations, evaluation) });
  figuresMoved();
}

export function clearLearning(): void {
  openId = null;
  if (timer) clearTimeout(timer);
  timer = null;
  learningStore.setState(empty);
}
