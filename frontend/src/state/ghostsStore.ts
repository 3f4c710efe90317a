/** How sure the model is of what nobody has decided yet, asset by asset, as far as this page has heard. */
import { createStore } from "zustand/vanilla";
import type { Prediction } from "../contract/contract";
import type { AnnotationCorrected } from "../contract/events";
import { decidesPrediction } from "../model/applyEvent";
import { isShown } from "../model/ghosts";

/** Scores by prediction id; only a number when the predictions were too many to be told. */
export type Undecided = ReadonlyMap<string, number> | number;

export const ghostsStore = createStore<{ readonly byAsset: ReadonlyMap<string, Undecided> }>(() => ({
  byAsset: new Map(),
}));

export function clearGhosts(): void {
  ghostsStore.setState({ byAsset: new Map() });
}

function put(assetId: string, undecided: Undecided): void {
  ghostsStore.setState({ byAsset: new Map(ghostsStore.getState().byAsset).set(assetId, undecided) });
}

/** Take the whole set of an asset's undecided predictions. */
export function setGhosts(assetId: string, predictions: Iterable<Prediction>): void {
  put(assetId, new Map([...predictions].map(({ id, score }) => [id, score])));
}

/** Take only how many there are, until the picture is read. */
export function setGhostsUntold(assetId: string, count: number): void {
  put(assetId, count);
}

/** Follow a correction of a picture that is not in memory. */
export function followDecision(event: AnnotationCorrected): void {
  const known = ghostsStore.getState().byAsset.get(event.asset_id);
  if (known === undefined || typeof known === "number") return;
  const scores = new Map(known);
  for (const id of decidesPrediction(event)) scores.delete(id);
  if (event.reopened) scores.set(event.reopened.id, event.reopened.score);
  put(event.asset_id, scores);
}

/** How many ghosts the threshold shows; null when that is not known yet. */
export function shownGhosts(undecided: Undecided | undefined, threshold: number): number | null {
  if (undecided === undefined || typeof undecided === "number") return null;
  let count = 0;
  for (const score of undecided.values()) if (isShown(score, threshold)) count += 1;
  return count;
}
