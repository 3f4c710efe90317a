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
import { joinFirst, joinNext, type Paged, putEntry } from "../model/loop/paged";

/** The lists of the loop's rounds, which are read page by page. */
export type RoundList = "trainings" | "evaluations" | "promotions";

export interface LearningState {
  readonly days: number;
  readonly figures: Learning | null;
  readonly trainings: readonly Training[] | null;
  readonly evaluations: readonly Evaluation[] | null;
  readonly promotions: readonly Promotion[] | null;
  /** Where each list goes on. */
  readonly next: Readonly<Record<RoundList, string | null>>;
  /** The lists of which a further page is on its way. */
  readonly reading: ReadonlySet<RoundList>;
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
  next: { trainings: null, evaluations: null, promotions: null },
  reading: new Set(),
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
    read(projectId, fetchTrainings(projectId), (page) => joined("trainings", joinFirst, page)),
    read(projectId, fetchEvaluations(projectId), (page) => joined("evaluations", joinFirst, page)),
    loadPromotions(projectId),
  ]);
}

const loadPromotions = (projectId: string): Promise<void> =>
  read(projectId, fetchPromotions(projectId), (page) => joined("promotions", joinFirst, page));

const FURTHER = { trainings: fetchTrainings, evaluations: fetchEvaluations, promotions: fetchPromotions };

/** Read the next page of a list. */
export async function loadFurther(list: RoundList): Promise<void> {
  const projectId = openId;
  const { next, reading } = learningStore.getState();
  if (!projectId || next[list] === null || reading.has(list)) return;
  learningStore.setState({ reading: new Set([...reading, list]) });
  const page: Promise<Paged<Round>> = FURTHER[list](projectId, next[list]);
  await read(projectId, page, (found) => joined(list, joinNext, found));
  const left = new Set(learningStore.getState().reading);
  left.delete(list);
  if (openId === projectId) learningStore.setState({ reading: left });
}

type Round = Training | Evaluation | Promotion;

/** Put what was read into its list, in one of the ways in which pages are joined. */
function joined(
  list: RoundList,
  join: (known: Paged<Round>, page: Paged<Round>) => Paged<Round>,
  page: Paged<Round>,
): Partial<LearningState> {
  const { [list]: known, next } = learningStore.getState();
  const { items, next: cursor } = join({ items: known ?? [], next: next[list] }, page);
  return { [list]: items, next: { ...next, [list]: cursor } };
}

const put = (list: RoundList, item: Round): void =>
  learningStore.setState(joined(list, (known) => putEntry(known, item), { items: [], next: null }));

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

/** Take a training's newest state, and the points measured since the last one. */
export function putTraining(training: Training, added: readonly CurvePoint[] = []): void {
  if (openId !== null && training.project_id !== openId) return;
  const { points } = learningStore.getState();
  put("trainings", training);
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
  put("evaluations", evaluation);
  figuresMoved();
}

export function clearLearning(): void {
  openId = null;
  if (timer) clearTimeout(timer);
  timer = null;
  learningStore.setState(empty);
}
