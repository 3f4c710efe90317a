/** Reviewing by the queue: the submitted picture that was handed out, the next one, and where there is none. */
import { createStore } from "zustand/vanilla";
import { giveReviewBack, takeNextReview } from "../api/work";
import { indexInVideo } from "../model/video/frameId";
import { mayReview } from "./editor";
import { frameStore } from "./frameStore";
import { projectStore } from "./projectStore";
import { navigate, projectPath, routeStore } from "./routeStore";
import { toast, toastError } from "./toastStore";

export interface HeldReview {
  readonly frameId: string;
  readonly assetId: string;
  /** In the portal's words, why it is looked at. */
  readonly reason: string;
}

export const reviewQueueStore = createStore<{
  readonly held: HeldReview | null;
  readonly asking: boolean;
  readonly waiting: number | null;
}>(() => ({ held: null, asking: false, waiting: null }));

let judged = false;

export const isReviewing = (assetId: string): boolean =>
  reviewQueueStore.getState().held?.assetId === assetId;

/** Be handed the next submitted picture and open it; `done` is said of one that was judged. */
export async function openNextReview(how: { done?: boolean } = {}): Promise<void> {
  const { project } = projectStore.getState();
  const { asking, held } = reviewQueueStore.getState();
  if (!project || !mayReview() || asking) return;
  judged ||= how.done ?? false;
  reviewQueueStore.setState({ asking: true });
  try {
    const told = await takeNextReview(project.id, held?.frameId ?? null);
    if (!told.frame) {
      if (judged) reviewQueueStore.setState({ held: null });
      reviewQueueStore.setState({ waiting: told.waiting });
      toast(held && !judged ? "No other picture waits for review: this is the last one." : told.reason);
      return;
    }
    if (held && !judged) void giveReviewBack(held.frameId).catch(toastError);
    judged = false;
    const next = { frameId: told.frame.id, assetId: told.frame.asset_id, reason: told.reason };
    reviewQueueStore.setState({ held: next, waiting: told.waiting });
    const index = indexInVideo(next.assetId, next.frameId);
    const path = projectPath(project.id, "label", next.assetId);
    navigate(index === null || index < 0 ? path : `${path}?frame=${index}`);
  } catch (error) {
    toastError(error);
  } finally {
    reviewQueueStore.setState({ asking: false });
  }
}

/** Follow whether the picture in hand is left; returns how to stop. */
export function startReviewQueue(): () => void {
  const leave = () => {
    const { held } = reviewQueueStore.getState();
    if (!held) return;
    reviewQueueStore.setState({ held: null });
    if (!judged) giveReviewBack(held.frameId).catch(() => undefined);
    judged = false;
  };
  addEventListener("pagehide", leave);
  const stops = [
    routeStore.subscribe(({ route }) => {
      const { held } = reviewQueueStore.getState();
      if (held && (route.page !== "project" || route.assetId !== held.assetId)) leave();
    }),
    frameStore.store.subscribe(() => {
      const { held } = reviewQueueStore.getState();
      const verdict = held && frameStore.visible(held.frameId)?.verdict;
      if (verdict === "approved" || verdict === "returned") judged = true;
    }),
  ];
  return () => {
    removeEventListener("pagehide", leave);
    for (const stop of stops) stop();
  };
}
