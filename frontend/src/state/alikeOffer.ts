/** After a correction that found a prediction wrong, finds out whether others look like it, and offers them. */
import { fetchLikeMistake } from "../api/similar";
import type { LookAlikes } from "../contract/similar";
import type { Answered } from "../model/applyEvent";
import { mayFindMistake, takesBack } from "../model/lookAlikes";
import { type About, alikeStore, askUntilCompared } from "./alikeStore";
import { mayEdit } from "./editor";
import { onAnswers } from "./frameSession";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";
import { projectStore } from "./projectStore";

/** Whoever corrects one after the other is not asked about each. */
const REST_MS = 500;
/** It stays over the picture after the one it is about, and no longer. */
const MOST_PICTURES = 2;

let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;
let pictures = 0;
/** Mistakes whose look-alikes were answered or waved away. */
const settled = new Set<string>();

export function aboutPrediction(frameId: string, predictionId: string): About {
  const state = frameStore.visible(frameId);
  const said = state?.decided.get(predictionId) ?? state?.predictions.get(predictionId) ?? null;
  return { predictionId, said, frame: state?.frame ?? null };
}

function consider(frameId: string, answers: readonly Answered[]): void {
  if (!mayEdit()) return;
  if (answers.some(takesBack) && alikeStore.getState().offer?.frameId === frameId) dropOffer();
  const mistake = answers.findLast((answered) => {
    const said = answered.predictionId ? aboutPrediction(frameId, answered.predictionId).said : null;
    return mayFindMistake(answered, said?.label ?? null);
  });
  if (!mistake) return;
  clearTimeout(timer);
  const number = ++asked;
  timer = setTimeout(() => void look(frameId, mistake.answer.mutation_id, number), REST_MS);
}

async function look(frameId: string, mutationId: string, number: number): Promise<void> {
  const still = (found: LookAlikes) => {
    if (number !== asked) return false;
    offer(frameId, found);
    return true;
  };
  try {
    await askUntilCompared(() => fetchLikeMistake(frameId, mutationId), still);
  } catch (error) {
    // An offer is a comfort: where it cannot be made, nothing is missing.
    if (!(error instanceof Error)) throw error;
  }
}

function offer(frameId: string, found: LookAlikes): void {
  const { prediction_id: predictionId, similar } = found;
  if (!predictionId || similar.length === 0 || settled.has(predictionId)) return;
  pictures = 1;
  alikeStore.setState({ offer: { about: aboutPrediction(frameId, predictionId), frameId, found } });
}

function dropOffer(): void {
  clearTimeout(timer);
  asked += 1;
  if (alikeStore.getState().offer) alikeStore.setState({ offer: null });
}

/** Wave the offer away, for good. */
export function dismissOffer(): void {
  const { offer: shown } = alikeStore.getState();
  if (shown) settled.add(shown.about.predictionId);
  dropOffer();
}

/** Follow what the person corrects; returns how to stop. */
export function startOffers(): () => void {
  onAnswers(consider);
  const stops = [
    openAssetStore.subscribe(({ wanted }, before) => {
      if (wanted === before.wanted || wanted === null || !alikeStore.getState().offer) return;
      pictures += 1;
      if (pictures > MOST_PICTURES) dropOffer();
    }),
    projectStore.subscribe(({ project }, before) => {
      if (project?.id === before.project?.id) return;
      settled.clear();
      dropOffer();
    }),
  ];
  return () => {
    onAnswers(() => undefined);
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
