/** Issues pinned to the open picture: placing one, its thread, from one to the next; live for everybody. */
import { createStore } from "zustand/vanilla";
import { answerIssue, changeComment, changeIssue, fetchIssues, pinIssue } from "../api/work";
import type { Point } from "../contract/contract";
import type { Issue } from "../contract/work";
import { shapeBounds } from "../model/geometry";
import { cursorStore } from "./cursorStore";
import { mayEdit } from "./editor";
import { frameStore } from "./frameStore";
import { selectionStore } from "./selectionStore";
import { toast, toastError } from "./toastStore";
import { goTo, pause, videoStore } from "./videoStore";
import { lookAt, viewportStore } from "./viewportStore";

export interface IssueDraft {
  readonly frameId: string;
  readonly at: Point;
  readonly annotationId: string | null;
  readonly index: number;
}

export interface IssuesState {
  readonly assetId: string | null;
  /** Null before they were read. */
  readonly issues: readonly Issue[] | null;
  readonly error: string | null;
  /** The thread that is open. */
  readonly openId: string | null;
  /** The next click on the picture says where. */
  readonly placing: boolean;
  readonly draft: IssueDraft | null;
  readonly showResolved: boolean;
}

const NOTHING: IssuesState = {
  assetId: null,
  issues: null,
  error: null,
  openId: null,
  placing: false,
  draft: null,
  showResolved: false,
};

export const issuesStore = createStore<IssuesState>(() => NOTHING);

/** The thread to open once the picture's issues are read: somebody came by a notification. */
let wanted: string | null = null;

export function wantIssue(issueId: string | null): void {
  wanted = issueId;
  if (issueId && issuesStore.getState().issues?.some(({ id }) => id === issueId)) openWanted();
}

function openWanted(): void {
  const found = issuesStore.getState().issues?.find(({ id }) => id === wanted);
  wanted = null;
  if (found) goToIssue(found);
}

export const shownIssues = ({ issues, showResolved }: IssuesState): readonly Issue[] =>
  (issues ?? []).filter(({ status }) => showResolved || status === "open");

const openAsset = (): string | null => frameStore.openFrame()?.frame.asset_id ?? null;

export async function loadIssues(): Promise<void> {
  const { openId } = frameStore.store.getState();
  const assetId = openAsset();
  if (!openId || !assetId) return issuesStore.setState({ ...NOTHING });
  if (issuesStore.getState().assetId !== assetId)
    issuesStore.setState({ ...NOTHING, assetId, showResolved: issuesStore.getState().showResolved });
  try {
    const issues = await fetchIssues(openId);
    if (issuesStore.getState().assetId !== assetId) return;
    issuesStore.setState({ issues, error: null });
    if (wanted) openWanted();
  } catch (error) {
    if (issuesStore.getState().assetId === assetId)
      issuesStore.setState({ error: error instanceof Error ? error.message : "The issues cannot be read." });
  }
}

/** Take in an issue as it is now; older words of it do not undo newer ones. */
export function receiveIssue(issue: Issue): void {
  const { assetId, issues, openId } = issuesStore.getState();
  if (issue.asset_id !== assetId || !issues) return;
  const before = issues.find(({ id }) => id === issue.id);
  if (before && Date.parse(before.changed_at) > Date.parse(issue.changed_at)) return;
  const rest = issues.filter(({ id }) => id !== issue.id);
  const now = issue.removed ? rest : [...rest, issue].sort((a, b) => (a.id < b.id ? -1 : 1));
  issuesStore.setState({ issues: now, openId: issue.removed && openId === issue.id ? null : openId });
}

const draftAt = (at: Point, annotationId: string | null): IssueDraft | null => {
  const frame = frameStore.openFrame()?.frame;
  if (!frame) return null;
  const within = (value: number, most: number) => Math.min(Math.max(0, value), most);
  return {
    frameId: frame.id,
    at: [within(at[0], frame.width), within(at[1], frame.height)],
    annotationId,
    index: videoStore.getState().assetId === frame.asset_id ? videoStore.getState().index : 0,
  };
};

/** Pin at the chosen object, where the pointer is, or where the next click goes. */
export function beginIssue(): void {
  if (!mayEdit() || !frameStore.openFrame()) return;
  const [chosen] = [...selectionStore.getState().ids];
  const object = chosen ? frameStore.object(chosen) : undefined;
  const bounds = object ? shapeBounds(object.shape) : null;
  if (object && bounds) {
    const at: Point = [bounds.x + bounds.width, bounds.y];
    return issuesStore.setState({ draft: draftAt(at, object.id), placing: false, openId: null });
  }
  const { at } = cursorStore.getState();
  if (at) return placeIssue(at);
  issuesStore.setState({ placing: true, draft: null, openId: null });
}

export function placeIssue(at: Point): void {
  issuesStore.setState({ draft: draftAt(at, null), placing: false, openId: null });
}

export function dropDraft(): void {
  issuesStore.setState({ draft: null, placing: false });
}

export async function sendIssue(text: string): Promise<boolean> {
  const { draft } = issuesStore.getState();
  if (!draft) return false;
  return tried(async () => {
    const [x, y] = draft.at;
    const made = await pinIssue(draft.frameId, {
      x,
      y,
      text,
      annotation_id: draft.annotationId,
      index: draft.index,
    });
    receiveIssue(made);
    issuesStore.setState({ draft: null, openId: made.id });
    toast("Pinned.", "good", { title: "Take it away", run: () => void removeIssue(made, true) });
  });
}

export const sendComment = (issue: Issue, text: string): Promise<boolean> =>
  tried(async () => receiveIssue(await answerIssue(issue.id, text)));

export const withdrawComment = (issue: Issue, commentId: string, withdrawn: boolean): Promise<boolean> =>
  tried(async () => {
    receiveIssue(await changeComment(issue.id, commentId, withdrawn));
    if (withdrawn)
      toast("Withdrawn.", "plain", {
        title: "Undo",
        run: () => void withdrawComment(issue, commentId, false),
      });
  });

export const removeIssue = (issue: Issue, removed: boolean): Promise<boolean> =>
  tried(async () => {
    receiveIssue(await changeIssue(issue.id, { removed }));
    if (removed)
      toast("The issue is taken away.", "plain", {
        title: "Undo",
        run: () => void removeIssue(issue, false),
      });
  });

/** Resolve an issue, or open it again: each is the other's undo. */
export const settleIssue = (issue: Issue, status: Issue["status"]): Promise<boolean> =>
  tried(async () => {
    receiveIssue(await changeIssue(issue.id, { status }));
    const back = issue.status;
    toast(status === "resolved" ? "Resolved." : "Open again.", "good", {
      title: "Undo",
      run: () => void settleIssue({ ...issue, status }, back),
    });
  });

async function tried(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

/** Open a thread and bring its place into sight. */
export function goToIssue(issue: Issue): void {
  issuesStore.setState({
    openId: issue.id,
    draft: null,
    placing: false,
    showResolved: issuesStore.getState().showResolved || issue.status === "resolved",
  });
  if (videoStore.getState().assetId === issue.asset_id && videoStore.getState().index !== issue.index) {
    pause();
    goTo(issue.index);
  }
  const { view, size } = viewportStore.getState();
  const [x, y] = [issue.x * view.scale + view.x, issue.y * view.scale + view.y];
  if (x < 20 || y < 20 || x > size.width - 20 || y > size.height - 20) lookAt([issue.x, issue.y]);
}

export function stepIssue(step: 1 | -1): void {
  const state = issuesStore.getState();
  const shown = shownIssues(state);
  if (shown.length === 0) return toast("No issue is open on this picture.");
  const at = shown.findIndex(({ id }) => id === state.openId);
  const next = at < 0 ? (step > 0 ? 0 : shown.length - 1) : (at + step + shown.length) % shown.length;
  const issue = shown[next];
  if (issue) goToIssue(issue);
}

export function closeThread(): void {
  issuesStore.setState({ openId: null, draft: null, placing: false });
}

export function settleOpenIssue(): void {
  const { issues, openId } = issuesStore.getState();
  const issue = issues?.find(({ id }) => id === openId);
  if (issue && mayEdit()) void settleIssue(issue, issue.status === "open" ? "resolved" : "open");
}

/** Read the issues of every picture that is opened; returns how to stop. */
export function startIssues(): () => void {
  let openId: string | null = null;
  let assetId: string | null = null;
  return frameStore.store.subscribe((state) => {
    const now = openAsset();
    if (state.openId === openId && now === assetId) return;
    const moved = now !== assetId;
    openId = state.openId;
    assetId = now;
    if (moved) void loadIssues();
    else if (issuesStore.getState().draft) dropDraft();
  });
}
