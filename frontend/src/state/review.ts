/** A second person's verdict on the open frame. */
import { reviewFrame } from "../api/portal";
import type { Verdict } from "../contract/contract";
import { arriveAtFirstGhost } from "./arrival";
import { changeAsset, neighbour } from "./assetsStore";
import { mayReview } from "./editor";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";
import { navigate, projectPath } from "./routeStore";
import { toast, toastError } from "./toastStore";

/** Record a verdict; returns whether the portal took it. */
export async function review(verdict: Verdict, comment?: string): Promise<boolean> {
  const frame = frameStore.openFrame();
  if (!frame) return false;
  try {
    await reviewFrame(frame.frame.id, verdict, comment);
    changeAsset(frame.frame.asset_id, () => ({ reviewed: verdict }));
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

/** Approve where the person may, then open the next picture. */
export async function approveAndNext(): Promise<void> {
  const frame = frameStore.openFrame();
  const wanted = openAssetStore.getState().wanted;
  if (!frame) return;
  // Found before the verdict: an approved picture may leave the filtered list.
  const next = neighbour(wanted, 1);
  if (mayReview() && !(await review("approved"))) return;
  if (openAssetStore.getState().wanted !== wanted) return;
  if (next) arriveAtFirstGhost(next);
  if (next) navigate(projectPath(frame.frame.project_id, "label", next));
  else toast("That was the last picture of the list.", "good");
}
