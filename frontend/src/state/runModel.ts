/** Running a model version on the open frame, or a region of it, and following how that goes. */
import { createStore } from "zustand/vanilla";
import { startPrediction } from "../api/prompts";
import type { Region } from "../contract/contract";
import { frameStore } from "./frameStore";
import { isUnfinished, jobsStore, putJob } from "./jobsStore";
import { toastError } from "./toastStore";
import { chooseVersion, type ToolName, uiStore } from "./uiStore";

export interface RunState {
  /** The version chosen in the panel; null is the project's live one. */
  readonly versionId: string | null;
  readonly jobId: string | null;
  readonly frameId: string | null;
  readonly startedVersionId: string | null;
  /** Waiting for a region to be dragged. */
  readonly choosing: boolean;
}

export const runStore = createStore<RunState>(() => ({
  versionId: null,
  jobId: null,
  frameId: null,
  startedVersionId: null,
  choosing: false,
}));

let before: ToolName = "select";

/** Let the person drag the region. */
export function chooseRegion(): void {
  const { tool } = uiStore.getState();
  if (tool !== "region") before = tool;
  uiStore.setState({ tool: "region" });
  runStore.setState({ choosing: true });
}

export function runOnRegion(region: Region): void {
  uiStore.setState({ tool: before });
  const { versionId } = runStore.getState();
  if (versionId) void runModel(versionId, region);
}

export async function runModel(versionId: string, region: Region | null): Promise<void> {
  const frameId = frameStore.openFrame()?.frame.id;
  if (!frameId) return;
  try {
    const job = await startPrediction(frameId, versionId, region);
    // An event may have told of the job's progress before this answer came.
    if (!jobsStore.getState().jobs?.some((known) => known.id === job.id)) putJob(job);
    runStore.setState({ jobId: job.id, frameId, startedVersionId: versionId });
    // Who runs a version wants to see what it says, beside the ghosts that are there.
    chooseVersion(versionId, true);
  } catch (error) {
    toastError(error);
  }
}

/** Whether the run that was started last still goes on. */
export function isRunning(jobId: string | null): boolean {
  const job = jobsStore.getState().jobs?.find((known) => known.id === jobId);
  return job !== undefined && isUnfinished(job);
}

uiStore.subscribe((state, was) => {
  if (was.tool === "region" && state.tool !== "region") runStore.setState({ choosing: false });
});
