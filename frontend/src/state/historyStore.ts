/** The history of one object, page by page, the version looked at, and bringing one back. */
import { createStore } from "zustand/vanilla";
import { fetchHistory, fetchRemoved } from "../api/portal";
import type { Annotation, Described, Label } from "../contract/contract";
import type { Revision } from "../contract/history";
import { answerFault } from "../model/attributes";
import { describedOf, diffDescribed, PLAIN } from "../model/describe";
import { sameShape } from "../model/geometry";
import { act, selectedOf } from "./editor";
import { outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { labelNamed, labelNames } from "./projectStore";
import { select } from "./selectionStore";
import { toast, toastError } from "./toastStore";
import type { Step } from "./undoStack";

export interface HistoryState {
  readonly frameId: string | null;
  /** The object whose history is open; null with an open frame lists what was removed of it. */
  readonly annotationId: string | null;
  readonly revisions: readonly Revision[];
  readonly removed: readonly Annotation[];
  readonly timeSpentMs: number;
  readonly next: string | null;
  readonly loading: boolean;
  /** The version that the canvas shows beside what stands there now. */
  readonly preview: Annotation | null;
}

const CLOSED: HistoryState = {
  frameId: null,
  annotationId: null,
  revisions: [],
  removed: [],
  timeSpentMs: 0,
  next: null,
  loading: false,
  preview: null,
};
const PATIENCE_MS = 3_000;

export const historyStore = createStore<HistoryState>(() => CLOSED);

export function closeHistory(): void {
  if (historyStore.getState().frameId !== null) historyStore.setState(CLOSED);
}

export function preview(version: Annotation | null): void {
  historyStore.setState({ preview: version });
}

/** Open the history of the selected object, or close it; with nothing selected, list what was removed. */
export function toggleHistory(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const [only] = selectedOf(frame).annotations;
  const { frameId, annotationId } = historyStore.getState();
  if (frameId !== null && annotationId === (only?.id ?? null)) return closeHistory();
  if (only) void openHistory(only.id);
  else void openRemoved();
}

export async function openHistory(annotationId: string): Promise<void> {
  // A track's history is the reel's.
  const frameId = frameStore.object(annotationId)?.frame_id ?? frameStore.store.getState().openId;
  if (!frameId) return;
  // Read again, what is shown stays until the news is there.
  const known = historyStore.getState();
  const same = known.annotationId === annotationId && known.frameId === frameId;
  historyStore.setState(same ? { next: null } : { ...CLOSED, frameId, annotationId });
  // What is on its way belongs to the history; without a network the portal's part is shown all the same.
  await outbox.settled(frameId, PATIENCE_MS);
  await moreHistory();
}

/** Read the next page; the first one when there is none yet. */
export async function moreHistory(): Promise<void> {
  const { frameId, annotationId, loading, revisions, next } = historyStore.getState();
  if (!frameId || !annotationId || loading) return;
  historyStore.setState({ loading: true });
  try {
    const page = await fetchHistory(frameId, annotationId, next);
    if (historyStore.getState().annotationId !== annotationId) return;
    historyStore.setState({
      revisions: next ? [...revisions, ...page.revisions] : page.revisions,
      timeSpentMs: page.time_spent_ms,
      next: page.next,
    });
  } catch (error) {
    toastError(error);
  } finally {
    if (historyStore.getState().annotationId === annotationId) historyStore.setState({ loading: false });
  }
}

/** List the objects that were removed of the open frame, the latest first. */
export async function openRemoved(): Promise<void> {
  const frameId = frameStore.store.getState().openId;
  if (!frameId) return;
  historyStore.setState({ ...CLOSED, frameId, loading: true });
  try {
    await outbox.settled(frameId, PATIENCE_MS);
    const found: Annotation[] = [];
    let after: string | null = null;
    do {
      const page = await fetchRemoved(frameId, after);
      found.push(...page.items);
      after = page.next;
    } while (after);
    found.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
    if (historyStore.getState().frameId === frameId) historyStore.setState({ removed: found });
  } catch (error) {
    toastError(error);
  } finally {
    if (historyStore.getState().frameId === frameId) historyStore.setState({ loading: false });
  }
}

/** The part of a description that its label still asks for: nobody sees the rest, and it may not fit any more. */
function stillAsked(item: Annotation, label: Label | undefined): Described {
  const fitting = (label?.attributes ?? []).flatMap((asked) => {
    const answer = item.attributes[asked.name];
    return answer === undefined || answerFault(asked, answer) !== null ? [] : [[asked.name, answer] as const];
  });
  return { ...describedOf(item), attributes: Object.fromEntries(fitting) };
}

/** The corrections that make an object what it was in a version. */
export function restoringSteps(
  now: Annotation | undefined,
  version: Annotation,
  label: Label | undefined,
): Step[] {
  const about = { annotation_id: version.id };
  const wanted = stillAsked(version, label);
  if (!now) {
    const changes = diffDescribed(PLAIN, wanted);
    const { label: name, shape } = version;
    return [{ kind: "restore", ...about, label: name, shape, ...(changes ? { changes } : {}) }];
  }
  const changes = diffDescribed(stillAsked(now, label), wanted);
  return [
    ...(now.label === version.label ? [] : [{ kind: "relabel" as const, ...about, label: version.label }]),
    ...(sameShape(now.shape, version.shape)
      ? []
      : [{ kind: "reshape" as const, ...about, shape: version.shape }]),
    ...(changes ? [{ kind: "describe" as const, ...about, changes }] : []),
  ];
}

/** Bring a version back as one act that one undo takes away again. */
export function restoreVersion(version: Annotation): void {
  const frame = frameStore.openFrame() && frameStore.visible(version.frame_id);
  if (!frame) return;
  if (!labelNames().includes(version.label)) {
    toast(`This project has no label “${version.label}” any more.`, "bad");
    return;
  }
  const steps = restoringSteps(frame.annotations.get(version.id), version, labelNamed(version.label));
  if (steps.length === 0) return toast("It is like this already.");
  // A removed object is corrected on top of its removal, which is the newest revision of its history.
  const [newest] = historyStore.getState().revisions;
  const removal = newest?.after ? newest.after.revision : (newest?.before?.revision ?? 0) + 1;
  frameStore.noteRevision(frame.frame.id, { id: version.id, revision: Math.max(version.revision, removal) });
  act("restore a version", steps);
  select([version.id]);
  void openHistory(version.id);
}
