/** What people do with trainings: look at what one would learn from, begin it, stop it, read what it says. */
import { createStore } from "zustand/vanilla";
import {
  cancelTraining,
  fetchLog,
  fetchTrainers,
  planTraining,
  startTraining,
  type TrainingWish,
} from "../api/learning";
import type { Trainer, TrainingLine, TrainingPlan } from "../contract/learning";
import { loadCurves, putTraining } from "./learningStore";
import { toast, toastError } from "./toastStore";

export interface PlanState {
  readonly plan: TrainingPlan | null;
  readonly trainers: readonly Trainer[];
  readonly fault: string | null;
  readonly asking: boolean;
}

export const planStore = createStore<PlanState>(() => ({
  plan: null,
  trainers: [],
  fault: null,
  asking: false,
}));

let asked = 0;

/** Ask what a training would do now; nothing begins. */
export async function lookAhead(projectId: string, wish: TrainingWish): Promise<void> {
  const mine = ++asked;
  planStore.setState({ asking: true });
  try {
    const [plan, trainers] = await Promise.all([planTraining(projectId, wish), fetchTrainers()]);
    if (mine === asked) planStore.setState({ plan, trainers: trainers.items, fault: null, asking: false });
  } catch (error) {
    const fault = error instanceof Error ? error.message : "The plan could not be made.";
    if (mine === asked) planStore.setState({ plan: null, fault, asking: false });
  }
}

/** Begin a training; tells whether it was taken. */
export async function begin(projectId: string, wish: TrainingWish): Promise<boolean> {
  try {
    putTraining(await startTraining(projectId, wish));
    toast("The training is queued. Go on working: the champion predicts meanwhile.", "good");
    return true;
  } catch (error) {
    planStore.setState({ fault: error instanceof Error ? error.message : "The training could not begin." });
    return false;
  }
}

export async function stop(id: string): Promise<void> {
  try {
    putTraining(await cancelTraining(id));
  } catch (error) {
    toastError(error);
    void loadCurves(id);
  }
}

const KEEP_LINES = 5_000;

export const logStore = createStore<{
  readonly trainingId: string | null;
  readonly lines: readonly TrainingLine[];
  readonly error: string | null;
}>(() => ({ trainingId: null, lines: [], error: null }));

let reading = false;

/** Read what a training has said since the last line known. */
export async function readOn(trainingId: string): Promise<void> {
  if (logStore.getState().trainingId !== trainingId)
    logStore.setState({ trainingId, lines: [], error: null });
  if (reading) return;
  reading = true;
  try {
    for (;;) {
      const { lines } = logStore.getState();
      const page = await fetchLog(trainingId, lines.at(-1)?.number ?? 0);
      if (logStore.getState().trainingId !== trainingId || page.lines.length === 0) break;
      const joined = [...logStore.getState().lines, ...page.lines].slice(-KEEP_LINES);
      logStore.setState({ lines: joined, error: null });
      if (page.next === null) break;
    }
  } catch (error) {
    logStore.setState({ error: error instanceof Error ? error.message : "The log could not be read." });
  } finally {
    reading = false;
  }
}
