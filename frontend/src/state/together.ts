/** Answers many predictions of a project as one act, and takes it back or makes it again. */
import { answerTogether, undoTogether } from "../api/similar";
import type { GroupResult } from "../contract/similar";
import { newMutationId } from "../model/ids";
import { tellAnswers, tellUndone } from "../model/lookAlikes";
import type { Together } from "./act";
import { undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { dismissToast, type ToastAction, toast, toastError, toastStore } from "./toastStore";
import { workClock } from "./workClock";

/** The name of an act's answers as they stand now: made again, they get another one. */
const standing = new Map<string, string | null>();
/** What its notice offers. */
const offered = new Map<string, ToastAction>();

export const newGroup = (): string => newMutationId().replaceAll("-", "");

/** Answer them; undo takes it back where one was. Throws when the outcome is not known: repeat it with the same key. */
export async function answerAll(
  projectId: string,
  wanted: Omit<Together, "projectId">,
): Promise<GroupResult[]> {
  const together: Together = { ...wanted, projectId };
  const frame = frameStore.openFrame();
  const scope = frameStore.scope();
  const results = await send(together, together.key, workClock.take());
  if (!results.some(({ status }) => status === "applied")) {
    const { text, tone } = tellAnswers(results, together.kind, together.label ?? "");
    toast(text, tone);
    return results;
  }
  standing.set(together.key, together.key);
  if (frame && scope)
    undoStack.push({
      frameId: frame.frame.id,
      scope,
      name: "answer look-alikes",
      steps: [],
      inverse: [],
      before: new Map(),
      after: new Map(),
      together,
    });
  tellDone(together, results);
  return results;
}

const send = (
  { projectId, predictionIds, kind, label }: Together,
  group: string,
  timeSpentMs?: number,
): Promise<GroupResult[]> =>
  answerTogether(projectId, {
    group,
    prediction_ids: predictionIds,
    kind,
    ...(label === null ? {} : { label }),
    ...(timeSpentMs === undefined ? {} : { time_spent_ms: timeSpentMs }),
  });

function tellDone(together: Together, results: readonly GroupResult[]): void {
  const { text, tone } = tellAnswers(results, together.kind, together.label ?? "");
  const action = { title: "Undo", run: () => void takeBackTogether(together) };
  offered.set(together.key, action);
  toast(text, tone, action);
}

/** Take the answers back, once; what somebody changed since stays. */
export async function takeBackTogether(together: Together): Promise<void> {
  const group = standing.get(together.key);
  if (!group) return;
  standing.set(together.key, null);
  const notice = toastStore.getState().toasts.find(({ action }) => action === offered.get(together.key));
  if (notice?.action) dismissToast(notice.id);
  try {
    const { text, tone } = tellUndone(await undoTogether(together.projectId, group));
    toast(text, tone);
  } catch (error) {
    standing.set(together.key, group);
    toastError(error);
  }
}

/** Give the same answers again, to those that are still undecided. */
export async function answerAgain(together: Together): Promise<void> {
  if (standing.get(together.key)) return;
  const group = newGroup();
  try {
    const results = await send(together, group);
    standing.set(together.key, group);
    tellDone(together, results);
  } catch (error) {
    toastError(error);
  }
}
