/** What people do at the gate: compare, let a candidate in, go back to the version before, and take that back. */
import { acceptEvaluation, rollBack, startEvaluation } from "../api/learning";
import { type PromotionWish, promoteModelVersion } from "../api/portal";
import type { ModelVersion } from "../contract/contract";
import type { Evaluation } from "../contract/learning";
import { promotionsMoved, putEvaluation } from "./learningStore";
import { projectStore, setChampion } from "./projectStore";
import { loadModelVersions, putModelVersion, releasesStore } from "./releasesStore";
import { toast, toastError } from "./toastStore";

type Named = Pick<ModelVersion, "id" | "name" | "version">;

const nameOf = ({ name, version }: Named): string => `${name} ${version}`;

/** The notice of a promotion, whoever promoted: one's own adds the way back to it. */
export const wentLive = (version: Named): string => `Model ${nameOf(version)} is now live.`;

const champion = (): ModelVersion | null => projectStore.getState().project?.champion ?? null;

/** Measure a version beside the champion. */
export async function compare(projectId: string, candidateId: string): Promise<void> {
  try {
    putEvaluation(await startEvaluation(projectId, candidateId));
    toast("The two are measured on the held-out frames.", "good");
  } catch (error) {
    toastError(error);
  }
}

/** Let the candidate of a comparison in; a reason overrules a verdict against it. Tells why it was refused. */
export async function letIn(evaluation: Evaluation, reason: string): Promise<string | null> {
  const before = champion();
  try {
    const accepted = await acceptEvaluation(evaluation.id, reason.trim());
    putEvaluation(accepted);
    await loadModelVersions(evaluation.project_id);
    const { modelVersions } = releasesStore.getState();
    const promoted = modelVersions?.find(({ id }) => id === accepted.candidate_id);
    if (accepted.acted && promoted) offerWayBack(evaluation.project_id, promoted, before);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "It could not be promoted.";
  }
}

/** Let the version before predict again. */
export async function goBack(projectId: string): Promise<void> {
  const before = champion();
  try {
    const version = await rollBack(projectId, before?.id ?? null);
    live(projectId, version, before, before && `Took back the rollback from ${nameOf(before)}`);
  } catch (error) {
    toastError(error);
  }
}

/** Let a version predict; it takes the place of the one that is shown as champion, or of none. */
export async function promote(id: string, projectId: string, wish: PromotionWish = {}): Promise<void> {
  const before = champion();
  const expected = before ? { expected_champion_id: before.id } : {};
  try {
    live(projectId, await promoteModelVersion(id, projectId, { ...expected, ...wish }), before);
  } catch (error) {
    toastError(error);
  }
}

function live(
  projectId: string,
  version: ModelVersion,
  before: ModelVersion | null,
  reason?: string | null,
): void {
  putModelVersion(version);
  setChampion(version);
  promotionsMoved();
  offerWayBack(projectId, version, before, reason);
}

/** Offer to promote the version before again; the ledger keeps that too. */
function offerWayBack(
  projectId: string,
  version: Named,
  before: Named | null,
  reason: string | null = null,
): void {
  if (!before || before.id === version.id) return toast(wentLive(version), "good");
  const wish: PromotionWish = {
    reason: reason ?? `Took back the promotion of ${nameOf(version)}`,
    expected_champion_id: version.id,
  };
  toast(wentLive(version), "good", {
    title: "Undo",
    run: () => void promote(before.id, projectId, wish),
  });
}
