/** The jobs of the open project, newest first, kept live by events. */
import { createStore } from "zustand/vanilla";
import { cancelJob, fetchJobs, retryJob } from "../api/portal";
import type { Job } from "../contract/contract";
import { toastError } from "./toastStore";

export interface JobsState {
  readonly jobs: readonly Job[] | null;
  readonly error: string | null;
}

const KEEP = 500;

export const jobsStore = createStore<JobsState>(() => ({ jobs: null, error: null }));

export async function loadJobs(projectId: string): Promise<void> {
  try {
    const page = await fetchJobs(projectId, 200);
    jobsStore.setState({ jobs: page.items, error: null });
  } catch (error) {
    jobsStore.setState({ error: error instanceof Error ? error.message : "The jobs could not be read." });
  }
}

export function putJob(job: Job): void {
  const jobs = jobsStore.getState().jobs ?? [];
  const at = jobs.findIndex((known) => known.id === job.id);
  if (at >= 0) jobsStore.setState({ jobs: jobs.with(at, job) });
  else jobsStore.setState({ jobs: [job, ...jobs].slice(0, KEEP) });
}

export function clearJobs(): void {
  jobsStore.setState({ jobs: null, error: null });
}

async function ask(call: (id: string) => Promise<Job>, id: string): Promise<void> {
  try {
    putJob(await call(id));
  } catch (error) {
    toastError(error);
  }
}

export const askRetry = (id: string): Promise<void> => ask(retryJob, id);
export const askCancel = (id: string): Promise<void> => ask(cancelJob, id);

export const isUnfinished = (job: Job): boolean => job.status === "queued" || job.status === "running";
