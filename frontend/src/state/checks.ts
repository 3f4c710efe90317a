/** What may be wrong in the open project: the list, what is done about each, and how it is taken back. */
import { createStore } from "zustand/vanilla";
import {
  bringBackSuspect,
  dismissSuspect,
  fetchSuspectCounts,
  fetchSuspects,
  searchSuspects,
} from "../api/mending";
import type { AnnotationCorrected } from "../contract/events";
import type { Suspect, SuspectCounts, SuspectKind } from "../contract/suspects";
import { nextUndone, placeOf, stepFrom } from "../model/suspects";
import { openAtObject } from "./arriveAtObject";
import { type CheckVerb, mend } from "./checkSteps";
import { outbox } from "./frameSession";
import { jobsStore, putJob } from "./jobsStore";
import { meStore } from "./meStore";
import { dismissToast, toast, toastError, toastStore } from "./toastStore";

/** What was done about a suspect, in words, and by whom. */
export interface Deal {
  readonly words: string;
  readonly isOwn: boolean;
}

export interface ChecksState {
  readonly projectId: string | null;
  readonly items: readonly Suspect[] | null;
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: string | null;
  readonly counts: SuspectCounts | null;
  readonly kind: SuspectKind | null;
  readonly dismissed: boolean;
  /** The one that the keyboard is at. */
  readonly at: string | null;
  readonly dealt: ReadonlyMap<string, Deal>;
}

const empty: ChecksState = {
  projectId: null,
  items: null,
  next: null,
  loading: false,
  error: null,
  counts: null,
  kind: null,
  dismissed: false,
  at: null,
  dealt: new Map(),
};
const PAGE = 50;
const MOST_REREAD = 500;
/** How long a list waits for corrections on their way: it must not show again what they mend. */
const PATIENCE_MS = 5_000;

export const checksStore = createStore<ChecksState>(() => empty);

/** By how much a deed moves the numbers: of those listed, and of those dismissed. */
type Delta = readonly [number, number];

interface Done {
  readonly suspect: Suspect;
  readonly delta: Delta;
  readonly takeBack: () => Promise<void>;
}

let done: Done[] = [];
/** Frames that this page has changed: what is told of them is one's own. */
const touchedFrames = new Set<string>();
let reading = 0;

const faultOf = (error: unknown) => (error instanceof Error ? error.message : "The list could not be read.");
const findItem = (id: string | null) => checksStore.getState().items?.find((item) => item.id === id);
export const isDealt = (id: string): boolean => checksStore.getState().dealt.has(id);

/** Show the list and follow the search until the stop that is returned is called. */
export function followChecks(projectId: string): () => void {
  if (checksStore.getState().projectId !== projectId) clearChecks();
  checksStore.setState({ projectId });
  void rereadChecks();
  return jobsStore.subscribe(({ jobs }, before) => {
    const ended = jobs?.some(
      (job) =>
        job.kind === "mine" &&
        job.status === "finished" &&
        before.jobs?.some((was) => was.id === job.id && was.status !== "finished"),
    );
    if (ended) void rereadChecks();
  });
}

export function clearChecks(): void {
  reading += 1;
  done = [];
  touchedFrames.clear();
  checksStore.setState(empty, true);
}

/** Read the list anew, as long as it was; what is done by now is no longer in it. */
export async function rereadChecks(): Promise<void> {
  const { projectId, items, kind, dismissed } = checksStore.getState();
  if (!projectId) return;
  const mine = ++reading;
  checksStore.setState({ loading: true, error: null });
  await Promise.all([...touchedFrames].map((frameId) => outbox.settled(frameId, PATIENCE_MS)));
  try {
    const limit = Math.min(MOST_REREAD, Math.max(PAGE, items?.length ?? 0));
    const [page, counts] = await Promise.all([
      fetchSuspects(projectId, { kind, dismissed, limit }),
      fetchSuspectCounts(projectId),
    ]);
    if (mine !== reading) return;
    const { at } = checksStore.getState();
    checksStore.setState({
      items: page.items,
      next: page.next,
      counts,
      loading: false,
      dealt: new Map(),
      at: page.items.some(({ id }) => id === at) ? at : (page.items[0]?.id ?? null),
    });
  } catch (error) {
    if (mine === reading) checksStore.setState({ loading: false, error: faultOf(error) });
  }
}

export async function loadMoreChecks(): Promise<void> {
  const { projectId, next, kind, dismissed, loading } = checksStore.getState();
  if (!projectId || !next || loading) return;
  const mine = ++reading;
  checksStore.setState({ loading: true, error: null });
  try {
    const page = await fetchSuspects(projectId, { kind, dismissed, after: next, limit: PAGE });
    if (mine !== reading) return;
    const known = new Set(checksStore.getState().items?.map(({ id }) => id));
    const items = [...(checksStore.getState().items ?? []), ...page.items.filter(({ id }) => !known.has(id))];
    checksStore.setState({ items, next: page.next, loading: false });
  } catch (error) {
    if (mine === reading) checksStore.setState({ loading: false, error: faultOf(error) });
  }
}

/** Show one kind only, or those that were dismissed. */
export function filterChecks(wish: Partial<Pick<ChecksState, "kind" | "dismissed">>): void {
  checksStore.setState({ ...wish, items: null, next: null, at: null });
  void rereadChecks();
}

export async function search(): Promise<void> {
  const { projectId } = checksStore.getState();
  if (!projectId) return;
  try {
    putJob(await searchSuspects(projectId));
  } catch (error) {
    toastError(error);
  }
}

export function goToCheck(id: string): void {
  checksStore.setState({ at: id });
}

export function stepChecks(step: 1 | -1): void {
  const { items, at, next } = checksStore.getState();
  const ids = items?.map(({ id }) => id) ?? [];
  const to = stepFrom(ids, at, step);
  checksStore.setState({ at: to });
  if (step > 0 && next && ids.length - ids.indexOf(to ?? "") < 8) void loadMoreChecks();
}

/** See it on its picture. */
export function openCheck(id: string | null): void {
  const suspect = findItem(id);
  const { projectId } = checksStore.getState();
  if (!suspect || !projectId) return;
  const ids = [suspect.annotation_id, suspect.kind === "missing" ? suspect.prediction_id : null];
  openAtObject({
    projectId,
    assetId: suspect.asset_id,
    frameId: suspect.frame_id,
    objectIds: ids.filter((about) => about !== null),
    place: placeOf(suspect),
  });
}

/** Do something about a suspect; the keyboard goes on to the next one. */
export async function deal(id: string | null, verb: CheckVerb): Promise<void> {
  const suspect = findItem(id);
  const { projectId } = checksStore.getState();
  if (!suspect || !projectId || isDealt(suspect.id)) return;
  try {
    if (verb === "dismiss" || verb === "bringBack") {
      const isBack = verb === "bringBack";
      const [say, unsay] = isBack ? [bringBackSuspect, dismissSuspect] : [dismissSuspect, bringBackSuspect];
      await say(projectId, suspect.id);
      const takeBack = async () => void (await unsay(projectId, suspect.id));
      settle(suspect, isBack ? "Listed again" : "Right as it is", isBack ? [1, -1] : [-1, 1], takeBack);
      return;
    }
    const made = await mend(suspect, verb);
    if (!made) return;
    touchedFrames.add(suspect.frame_id);
    settle(suspect, made.words, [-1, 0], made.takeBack);
  } catch (error) {
    toastError(error);
  }
}

function settle(suspect: Suspect, words: string, delta: Delta, takeBack: () => Promise<void>): void {
  const { dealt, items, at, next } = checksStore.getState();
  const now = new Map(dealt).set(suspect.id, { words, isOwn: true });
  const ids = items?.map(({ id }) => id) ?? [];
  const following = nextUndone(ids, suspect.id, (id) => now.has(id));
  checksStore.setState({ dealt: now, at: at === suspect.id ? (following ?? at) : at });
  done = [...done, { suspect, delta, takeBack }];
  count(suspect, delta, 1);
  toast(`${words}.`, "good", { title: "Undo", run: () => void undoCheck(suspect.id) });
  if (!following && next) void loadMoreChecks();
}

/** Take back what was done about one, or the last thing done. */
export async function undoCheck(id?: string): Promise<void> {
  const last = done.findLast((entry) => id === undefined || entry.suspect.id === id);
  if (!last) return;
  done = done.filter((entry) => entry !== last);
  try {
    await last.takeBack();
  } catch (error) {
    done = [...done, last];
    return toastError(error);
  }
  touchedFrames.add(last.suspect.frame_id);
  const { dealt } = checksStore.getState();
  // A list that was read anew since does not know of it.
  if (!dealt.has(last.suspect.id) || !findItem(last.suspect.id)) return rereadChecks();
  const now = new Map(dealt);
  now.delete(last.suspect.id);
  forgetToast(`${dealt.get(last.suspect.id)?.words}.`);
  checksStore.setState({ dealt: now, at: last.suspect.id });
  count(last.suspect, last.delta, -1);
}

/** What a notice offers to take back is taken back already. */
function forgetToast(text: string): void {
  const shown = toastStore.getState().toasts.find((one) => one.text === text);
  if (shown) dismissToast(shown.id);
}

export const canUndoCheck = (): boolean => done.length > 0;

/** Keep the numbers in step until the list is read again. */
function count(suspect: Suspect, [listed, dismissed]: Delta, way: 1 | -1): void {
  const { counts } = checksStore.getState();
  if (!counts) return;
  const kinds = { ...counts.kinds, [suspect.kind]: moved(counts.kinds[suspect.kind] ?? 0, listed * way) };
  checksStore.setState({
    counts: { ...counts, kinds, dismissed: moved(counts.dismissed, dismissed * way) },
  });
}

const moved = (number: number, by: number): number => Math.max(0, number + by);

/** Somebody changed what is listed: say so, and leave it alone. */
export function heardOfCorrection(event: AnnotationCorrected): void {
  const { items, dealt } = checksStore.getState();
  const { annotation_id: objectId, prediction_id: ghostId, kind } = event.correction;
  if (!items || kind === "describe") return;
  const about = items.find(
    (item) =>
      (objectId && (item.annotation_id === objectId || item.other?.id === objectId)) ||
      (ghostId && item.kind === "missing" && item.prediction_id === ghostId),
  );
  if (!about || dealt.has(about.id) || touchedFrames.has(about.frame_id)) return;
  const isMe = event.actor?.id === meStore.getState().user?.id;
  const words = `Changed by ${isMe ? "you" : (event.actor?.name ?? "somebody")} since`;
  checksStore.setState({ dealt: new Map(dealt).set(about.id, { words, isOwn: false }) });
  count(about, [-1, 0], 1);
}
