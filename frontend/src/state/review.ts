/** How far the open frame is: submitted or skipped by who annotates, approved or returned by a second person. */
import { ApiError, NetworkError } from "../api/http";
import { reviewFrame } from "../api/portal";
import type { Annotation, Verdict } from "../contract/contract";
import { findGaps, type Gap, gapsNamed } from "../model/attributes";
import { indexInVideo, videoFrameId } from "../model/video/frameId";
import { asItBegins, placeTrack } from "../model/video/onReel";
import { answeredAlone } from "./answeredAlone";
import { arriveAtFirstGhost } from "./arrival";
import { changeAsset, neighbour } from "./assetsStore";
import { mayEdit, mayReview } from "./editor";
import { needFrame, outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { goToGap, showGaps } from "./gapsStore";
import { handoutStore, isHandedOut, openNextByQueue } from "./handout";
import { openAssetStore } from "./openAssetStore";
import { projectStore } from "./projectStore";
import { isReviewing, openNextReview } from "./reviewQueue";
import { navigate, projectPath } from "./routeStore";
import { mayFinish } from "./rulesStore";
import { toast, toastError } from "./toastStore";
import { goTo, pause, videoStore } from "./videoStore";

/** How long a verdict waits for corrections on their way; they must be judged with it. */
const PATIENCE_MS = 8_000;

const OFFLINE = "Kept on this device, sent when the connection is back. Submit then.";

/** What a verdict is on: the picture, or the whole of the video whichever of its frames is open. */
interface Subject {
  readonly frameId: string;
  readonly assetId: string;
  /** The frames whose corrections it judges. */
  readonly frameIds: ReadonlySet<string>;
  readonly objects: readonly Annotation[];
}

function openSubject(): Subject | null {
  const open = frameStore.openFrame();
  const { reel } = frameStore.store.getState();
  if (!open) return null;
  const { id, asset_id: assetId } = open.frame;
  if (!reel)
    return { frameId: id, assetId, frameIds: new Set([id]), objects: [...open.annotations.values()] };
  const unsent = outbox.store.getState().entries.map((entry) => entry.frame_id);
  const own = unsent.filter((frameId) => indexInVideo(assetId, frameId) !== null);
  const tracks = [...(frameStore.openReel()?.annotations.values() ?? [])];
  const still = [...open.annotations.values()].filter(
    ({ id: known }) => !tracks.some((it) => it.id === known),
  );
  return {
    frameId: reel.id,
    assetId,
    frameIds: new Set([reel.id, ...own]),
    objects: [...tracks.map(asItBegins), ...still],
  };
}

/** What a verdict on the open video is about, in words; null on a picture. */
export function wordsOnVideo(): string | null {
  const { facts } = videoStore.getState();
  const reel = frameStore.openReel();
  if (!facts || !reel) return null;
  const tracks = reel.annotations.size;
  const frames = facts.annotated.length;
  const parts = [
    tracks === 1 ? "its track" : `its ${tracks} tracks`,
    ...(frames > 0 ? [frames === 1 ? "the objects on one frame" : `the objects on ${frames} frames`] : []),
  ];
  return `The whole video: ${parts.join(" and ")}.`;
}

/** Record a verdict; returns whether the portal took it. */
export async function review(verdict: Verdict, comment?: string): Promise<boolean> {
  const subject = openSubject();
  if (!subject) return false;
  const { frameId, assetId, frameIds } = subject;
  const finishes = verdict === "submitted" || verdict === "approved";
  const labels = projectStore.getState().project?.labels ?? [];
  if (finishes && tellGaps(findGaps(subject.objects, labels))) return false;
  if (finishes && tellRules()) return false;
  const settled = await Promise.all([...frameIds].map((id) => outbox.settled(id, PATIENCE_MS)));
  if (settled.includes(false)) {
    const away = outbox.store.getState().blocked === "unreachable";
    toast(away ? OFFLINE : `Not everything on this ${openKind()} is saved yet. Try again when it is.`, "bad");
    return false;
  }
  try {
    const told = await reviewFrame(frameId, verdict, comment);
    if (told.independent) answeredAlone(frameId, told.feedback);
    else changeAsset(assetId, () => ({ reviewed: verdict }));
    showGaps([]);
    return true;
  } catch (error) {
    const missing =
      error instanceof ApiError &&
      error.code === "attributes_missing" &&
      tellGaps(gapsNamed(error.fields, (id) => frameStore.object(id)?.label));
    if (error instanceof NetworkError) toast(OFFLINE, "bad");
    else if (!missing) toastError(error);
    return false;
  }
}

/** Tell which rules the picture breaks; whether it must not, or need not yet, be finished as it is. */
function tellRules(): boolean {
  const { may, breaches, refused } = mayFinish();
  if (may) return false;
  const count = breaches.length === 1 ? "A rule is" : `${breaches.length} rules are`;
  toast(
    `${count} broken. ${refused ? "Mend it, then submit." : "Submit again to do so all the same."}`,
    "bad",
  );
  return true;
}

/** What a verdict is on, in a word. */
export const openKind = () => (frameStore.store.getState().reel ? "video" : "picture");

function tellGaps(gaps: readonly Gap[]): boolean {
  const [first] = gaps;
  if (!first) return false;
  showGaps(gaps);
  const frameId = leadTo(first);
  if (frameId === null) goToGap(first);
  else {
    // The objects of a frame that was not open are not known before it is read.
    needFrame(frameId).then(() => goToGap(first), toastError);
    toast(`Frame ${videoStore.getState().index}: an answer is missing.`);
  }
  return true;
}

/** On a video, go where the object of a gap is in the picture; the frame that has to be read for it. */
function leadTo({ annotationId, index }: Gap): string | null {
  const { facts, index: here } = videoStore.getState();
  const track = frameStore.openReel()?.annotations.get(annotationId);
  if (!facts) return null;
  if (track && placeTrack(track, here)) return null;
  const begins =
    track?.shape.type === "track" && track.shape.keyframes.find(({ outside }) => !outside)?.frame;
  const wanted = index ?? (begins === false ? undefined : begins);
  if (wanted === undefined || wanted === here) return null;
  pause();
  goTo(wanted);
  return videoFrameId(facts.asset_id, wanted);
}

/** Whether the open picture is one that several people label, each alone.
 *
 * Where nobody does, a picture that tests looks like any other.
 */
export function givesOwnAnswer(): boolean {
  const shared = (projectStore.getState().project?.quality.panels.share ?? 0) > 0;
  return shared && (frameStore.openFrame()?.independent ?? false);
}

/** What Enter says of a picture: reviewers approve it, annotators submit it, and everybody their own answer. */
function finishing(): Verdict | null {
  if (mayReview() && !givesOwnAnswer()) return "approved";
  return mayEdit() ? "submitted" : null;
}

/** Say that the picture is done; returns whether it now is, for this person. */
export async function finish(): Promise<boolean> {
  const verdict = finishing();
  // Leafing on from what a reviewer approved does not take the approval back.
  const alone = frameStore.openFrame()?.independent;
  if (!alone && verdict === "submitted" && openAssetStore.getState().asset?.reviewed === "approved")
    return true;
  return verdict === null || (await review(verdict));
}

/** Finish the picture, or skip it for a reason, then open the next one: of the queue where it came from there. */
export async function finishAndNext(say: () => Promise<boolean> = finish): Promise<boolean> {
  const frame = frameStore.openFrame();
  const wanted = openAssetStore.getState().wanted;
  if (!frame) return false;
  const { held } = handoutStore.getState();
  const byQueue = isHandedOut(frame.frame.asset_id);
  // Found before the verdict: a finished picture may leave the filtered list.
  const next = neighbour(wanted, 1);
  if (!(await say())) return false;
  if (openAssetStore.getState().wanted !== wanted || handoutStore.getState().held !== held) return true;
  if (isReviewing(frame.frame.asset_id)) {
    await openNextReview({ done: true });
    return true;
  }
  if (byQueue) {
    await openNextByQueue({ done: true });
    return true;
  }
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
