/** What people do at the gate: compare, let a candidate in, go back to the version before. */
import { acceptEvaluation, rollBack, startEvaluation } from "../api/learning";
import { promoteModelVersion } from "../api/portal";
import type { Evaluation } from "../contract/learning";
import { putEvaluation } from "./learningStore";
import { projectStore, setChampion } from "./projectStore";
import { loadModelVersions, putModelVersion } from "./releasesStore";
import { toast, toastError } from "./toastStore";

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
  try {
    putEvaluation(await acceptEvaluation(evaluation.id, reason.trim()));
    await loadModelVersions(evaluation.project_id);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "It could not be promoted.";
  }
}

/** Let the version before predict again; the notice says how to undo that. */
export async function goBack(projectId: string): Promise<void> {
  const before = projectStore.getState().project?.champion ?? null;
  try {
    const version = await rollBack(projectId, before?.id ?? null);
    putModelVersion(version);
    setChampion(version);
    await loadModelVersions(projectId);
    toast(
      `Rolled back to ${version.name} ${version.version}. To undo it, promote the later one again.`,
      "good",
    );
  } catch (error) {
    toastError(error);
  }
}

export async function promote(id: string, projectId: string): Promise<void> {
  try {
    const promoted = await promoteModelVersion(id, projectId);
    putModelVersion(promoted);
    setChampion(promoted);
    toast(`${promoted.name} ${promoted.version} is now live.`, "good");
  } catch (error) {
    toastError(error);
  }
}
