/** The frames on which the two versions of a comparison differ, read when somebody looks. */
import { createStore } from "zustand/vanilla";
import { fetchDifferences } from "../api/learning";
import type { DifferingFrame } from "../contract/blind";

export interface Differences {
  readonly frames: readonly DifferingFrame[] | null;
  readonly fault: string | null;
}

export const differencesStore = createStore<{ readonly byId: ReadonlyMap<string, Differences> }>(() => ({
  byId: new Map(),
}));

const put = (id: string, found: Differences): void => {
  const byId = new Map(differencesStore.getState().byId);
  differencesStore.setState({ byId: byId.set(id, found) });
};

/** Read them once; again where they were refused, such as while votes were wanted. */
export async function needDifferences(evaluationId: string): Promise<void> {
  if (differencesStore.getState().byId.get(evaluationId)?.frames) return;
  try {
    put(evaluationId, { frames: await fetchDifferences(evaluationId), fault: null });
  } catch (error) {
    const fault = error instanceof Error ? error.message : "The pictures could not be read.";
    put(evaluationId, { frames: null, fault });
  }
}
