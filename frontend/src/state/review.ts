/** How far the open frame is: submitted or skipped by who annotates, approved or returned by a second person. */
import { ApiError, NetworkError } from "../api/http";
import { reviewFrame } from "../api/portal";
import type { Verdict } from "../contract/contract";
import { findGaps, type Gap, gapsNamed } from "../model/attributes";
import { arriveAtFirstGhost } from "./arrival";
import { changeAsset, neighbour } from "./assetsStore";
import { mayEdit, mayReview } from "./editor";
import { outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { goToGap, showGaps } from "./gapsStore";
import { openAssetStore } from "./openAssetStore";
import { projectStore } from "./projectStore";
import { navigate, projectPath } from "./routeStore";
import { toast, toastError } from "./toastStore";

/** How long a verdict waits for corrections on their way; they must be judged with it. */
const PATIENCE_MS = 8_000;

const OFFLINE = "Kept on this device, sent when the connection is back. Submit then.";

/** Record a verdict; returns whether the portal took it. */
export async function review(verdict: Verdict, comment?: string): Promise<boolean> {
  const frame = frameStore.openFrame();
  if (!frame) return false;
  const finishes = verdict === "submitted" || verdict === "approved";
  if (
    finishes &&
    tellGaps(findGaps(frame.annotations.values(), projectStore.getState().project?.labels ?? []))
  )
    return false;
  if (!(await outbox.settled(frame.frame.id, PATIENCE_MS))) {
    const away = outbox.store.getState().blocked === "unreachable";
    toast(away ? OFFLINE : "Not everything on this picture is saved yet. Try again when it is.", "bad");
    return false;
  }
  try {
    await reviewFrame(frame.frame.id, verdict, comment);
    changeAsset(frame.frame.asset_id, () => ({ reviewed: verdict }));
    showGaps([]);
    return true;
  } catch (error) {
    const labelOf = (id: string) => frameStore.visible(frame.frame.id)?.annotations.get(id)?.label;
    const missing =
      error instanceof ApiError &&
      error.code === "attributes_missing" &&
      tellGaps(gapsNamed(error.fields, labelOf));
    if (error instanceof NetworkError) toast(OFFLINE, "bad");
    else if (!missing) toastError(error);
    return false;
  }
}

function tellGaps(gaps: readonly Gap[]): boolean {
  const [first] = gaps;
  if (!first) return false;
  showGaps(gaps);
  goToGap(first);
  return true;
}

/** What Enter says of a picture: reviewers approve it, annotators submit it. */
function finishing(): Verdict | null {
  if (mayReview()) return "approved";
  return mayEdit() ? "submitted" : null;
}

/** Say that the picture is done; returns whether it now is, for this person. */
export async function finish(): Promise<boolean> {
  const verdict = finishing();
  // Leafing on from what a reviewer approved does not take the approval back.
  if (verdict === "submitted" && openAssetStore.getState().asset?.reviewed === "approved") return true;
  return verdict === null || (await review(verdict));
}

/** Finish the picture, or skip it for a reason, then open the next one. */
export async function finishAndNext(say: () => Promise<boolean> = finish): Promise<boolean> {
  const frame = frameStore.openFrame();
  const wanted = openAssetStore.getState().wanted;
  if (!frame) return false;
  // Found before the verdict: a finished picture may leave the filtered list.
  const next = neighbour(wanted, 1);
  if (!(await say())) return false;
  if (openAssetStore.getState().wanted !== wanted) return true;
  if (next) arriveAtFirstGhost(next);
  if (next) navigate(projectPath(frame.frame.project_id, "label", next));
  else toast("That was the last picture of the list.", "good");
  return true;
}

export async function finishAndStay(): Promise<void> {
  const verdict = finishing();
  if (verdict && (await review(verdict))) toast(verdict === "approved" ? "Approved." : "Submitted.", "good");
}

const REASONS_KEY = "tandem.skip-reasons";
const FIRST_REASONS = ["Too dark or blurred", "Nothing to label", "Not sure what this is"];
export const MOST_REASONS = 5;

/** The reasons this person gave last, the newest first. */
export function skipReasons(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(REASONS_KEY) ?? "[]");
    const own = Array.isArray(kept) ? kept.filter((reason) => typeof reason === "string") : [];
    return [...new Set([...own, ...FIRST_REASONS])].slice(0, MOST_REASONS);
  } catch {
    return FIRST_REASONS;
  }
}

export async function skipAndNext(reason: string): Promise<boolean> {
  const kept = [reason, ...skipReasons().filter((other) => other !== reason)].slice(0, MOST_REASONS);
  try {
    localStorage.setItem(REASONS_KEY, JSON.stringify(kept));
  } catch {
    // The list of reasons is a comfort; skipping works without it.
  }
  return finishAndNext(() => review("skipped", reason));
}
