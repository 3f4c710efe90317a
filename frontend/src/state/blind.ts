/** The blind comparison that is open: a pair at a time, a vote each, and the verdict after the last. */
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/http";
import { fetchBlindPair, fetchEvaluation, fetchEvaluations, sendVote } from "../api/learning";
import type { BlindChoice, BlindPair } from "../contract/blind";
import type { BlindCount, Evaluation } from "../contract/learning";
import { awaitsVotes, firstAwaited, votesOf } from "../model/loop/blind";
import { type Command, command } from "./command";
import { mayEdit } from "./editor";
import { putEvaluation } from "./learningStore";
import { projectStore } from "./projectStore";
import { toast, toastError } from "./toastStore";
import { openDialog } from "./uiStore";

export interface BlindState {
  readonly evaluationId: string | null;
  readonly pair: BlindPair | null;
  /** Why there is no pair. */
  readonly reason: string | null;
  readonly votes: BlindCount;
  readonly wanted: number;
  readonly busy: boolean;
  readonly fault: string | null;
  /** The evaluation as the last vote left it, once no more are wanted. */
  readonly outcome: Evaluation | null;
}

const empty: BlindState = {
  evaluationId: null,
  pair: null,
  reason: null,
  votes: { candidate: 0, champion: 0, equal: 0 },
  wanted: 0,
  busy: false,
  fault: null,
  outcome: null,
};

export const blindStore = createStore<BlindState>(() => empty);

const isOpen = (id: string): boolean => blindStore.getState().evaluationId === id;

export const pictureOf = (frameId: string): string => `/api/frames/${encodeURIComponent(frameId)}/image`;

/** Compare the two versions of an evaluation. */
export function openBlind(evaluationId: string): void {
  blindStore.setState({ ...empty, evaluationId });
  openDialog("blind");
  void showNext();
}

export function closeBlind(): void {
  blindStore.setState(empty);
  openDialog(null);
}

/** Show the pair that the person has not voted on, with its picture ready. */
export async function showNext(): Promise<void> {
  const { evaluationId: id } = blindStore.getState();
  if (!id) return;
  blindStore.setState({ busy: true, fault: null });
  try {
    const { pair, reason, votes, wanted } = await fetchBlindPair(id);
    if (pair) await awaitPicture(pictureOf(pair.frame_id));
    if (isOpen(id)) blindStore.setState({ pair, reason, votes, wanted });
  } catch (error) {
    if (isOpen(id)) blindStore.setState({ fault: saidBy(error) });
  } finally {
    if (isOpen(id)) blindStore.setState({ busy: false });
  }
}

const saidBy = (error: unknown): string =>
  error instanceof Error ? error.message : "The comparison could not be read.";

/** Both panes shall change at once. A picture that cannot be read is told where it would stand. */
async function awaitPicture(address: string): Promise<void> {
  if (typeof Image === "undefined") return;
  const picture = new Image();
  picture.src = address;
  await picture.decode().catch(() => undefined);
}

/** Say which side is better, and go on. */
export async function choose(choice: BlindChoice): Promise<void> {
  const { evaluationId: id, pair, busy } = blindStore.getState();
  if (!id || !pair || busy) return;
  blindStore.setState({ busy: true, fault: null });
  try {
    const { votes, wanted, verdict } = await sendVote(id, { pair_id: pair.pair_id, choice });
    if (isOpen(id)) blindStore.setState({ votes, wanted });
    const over = wanted > 0 && (verdict !== "undecided" || votesOf(votes) >= wanted);
    if (over) return await conclude(id);
  } catch (error) {
    // Voted on in another window, or decided by somebody else's vote: what comes next tells.
    if (!(error instanceof ApiError) || error.status !== 409) {
      if (isOpen(id)) blindStore.setState({ busy: false, fault: saidBy(error) });
      return;
    }
  }
  if (isOpen(id)) await showNext();
}

async function conclude(id: string): Promise<void> {
  const outcome = await fetchEvaluation(id);
  putEvaluation(outcome);
  if (isOpen(id)) blindStore.setState({ outcome, pair: null, busy: false });
}

const NOTHING_WAITS = "No comparison waits for votes.";

/** Open the comparison that has waited longest for votes, from wherever one is. */
export async function openAwaited(): Promise<void> {
  const { project } = projectStore.getState();
  if (!project) return;
  try {
    const { items } = await fetchEvaluations(project.id);
    const awaited = firstAwaited(items, project.champion?.id);
    if (awaited) openBlind(awaited.id);
    else toast(NOTHING_WAITS);
  } catch (error) {
    toastError(error);
  }
}

/** Whether the person is asked for a vote on this comparison. */
export const asksForVotes = (evaluation: Evaluation): boolean =>
  mayEdit() && awaitsVotes(evaluation, projectStore.getState().project?.champion?.id);

export const BLIND_COMMANDS: readonly Command[] = [
  command("work.blind", "Work", "Compare two versions blind", [], "project", () => void openAwaited(), {
    note: "Where the gate waits for people to say which of two versions is better.",
    why: () => (mayEdit() ? null : "You can look at this project, but not vote."),
  }),
];
