/** What this person was told: unread first, live, and how to get to the place it is about. */
import { createStore } from "zustand/vanilla";
import { fetchNotifications, markNotifications } from "../api/work";
import type { Notification } from "../contract/work";
import { tellNotification } from "../model/work/words";
import { wantIssue } from "./issues";
import { followMembership } from "./membership";
import { meStore } from "./meStore";
import { navigate, projectPath, routeStore } from "./routeStore";
import { toast, toastError } from "./toastStore";

export interface BellState {
  /** Null before they were read. */
  readonly items: readonly Notification[] | null;
  readonly unread: number;
  readonly next: string | null;
  readonly open: boolean;
  readonly onlyUnread: boolean;
  readonly busy: boolean;
  readonly error: string | null;
}

const EMPTY: BellState = {
  items: null,
  unread: 0,
  next: null,
  open: false,
  onlyUnread: false,
  busy: false,
  error: null,
};

/** Where no project's line is open, the portal is asked now and then. */
const ASK_MS = 20_000;

export const bellStore = createStore<BellState>(() => EMPTY);

export async function loadBell(): Promise<void> {
  if (meStore.getState().status !== "in") return;
  try {
    const page = await fetchNotifications(null, bellStore.getState().onlyUnread);
    bellStore.setState({ items: page.notifications, unread: page.unread, next: page.next, error: null });
  } catch (error) {
    bellStore.setState({ error: error instanceof Error ? error.message : "The list cannot be read." });
  }
}

export async function loadMoreBell(): Promise<void> {
  const { next, items, busy, onlyUnread } = bellStore.getState();
  if (!next || busy) return;
  bellStore.setState({ busy: true });
  try {
    const page = await fetchNotifications(next, onlyUnread);
    const known = new Set(items?.map(({ id }) => id));
    const fresh = page.notifications.filter(({ id }) => !known.has(id));
    bellStore.setState({ items: [...(items ?? []), ...fresh], next: page.next, unread: page.unread });
  } catch (error) {
    toastError(error);
  } finally {
    bellStore.setState({ busy: false });
  }
}

/** Something was told this moment, here or on another page of this person's. */
export function receiveNotification(told: Notification): void {
  const { items, unread } = bellStore.getState();
  const known = items?.find(({ id }) => id === told.id);
  const rest = (items ?? []).filter(({ id }) => id !== told.id);
  bellStore.setState({ items: items && [told, ...rest], unread: unread + (known && !known.read ? 0 : 1) });
  followMembership(told);
  const words = tellNotification(told);
  toast(told.text ? `${words}: ${told.text}` : words, told.kind === "approved" ? "good" : "plain", {
    title: "Open",
    run: () => openPlace(told),
  });
}

/** Go to what a notification is about; it is read then. */
export function openPlace(told: Notification): void {
  bellStore.setState({ open: false });
  if (!told.read) void mark([told.id], true);
  if (told.asset_id) {
    wantIssue(told.issue_id);
    navigate(projectPath(told.project_id, "label", told.asset_id));
  } else navigate(placeOf(told));
}

function placeOf({ kind, project_id: projectId }: Notification): string {
  if (kind === "removed") return "/";
  return projectPath(projectId, kind === "joined" ? "people" : kind === "role" ? "label" : "work");
}

/** Mark some, or all, as read or as unread again. */
export async function mark(ids: readonly string[] | null, read: boolean): Promise<void> {
  try {
    const { changed, unread } = await markNotifications(ids, read);
    const marked = new Set(changed);
    const { items } = bellStore.getState();
    bellStore.setState({
      unread,
      items: items?.map((item) => (marked.has(item.id) ? { ...item, read } : item)) ?? null,
    });
    if (ids === null && changed.length > 0)
      toast("All are read.", "good", { title: "Undo", run: () => void mark(changed, !read) });
  } catch (error) {
    toastError(error);
  }
}

export function toggleBell(open = !bellStore.getState().open): void {
  bellStore.setState({ open });
  if (open) void loadBell();
}

export function showOnlyUnread(onlyUnread: boolean): void {
  bellStore.setState({ onlyUnread, items: null });
  void loadBell();
}

/** Know what was told from the first moment on; returns how to stop. */
export function startBell(): () => void {
  const stop = meStore.subscribe(({ status }, before) => {
    if (status === before.status) return;
    if (status === "in") void loadBell();
    if (status === "out") bellStore.setState(EMPTY, true);
  });
  void loadBell();
  const asking = setInterval(() => {
    const live = routeStore.getState().route.page === "project";
    if (!live && document.visibilityState === "visible") void loadBell();
  }, ASK_MS);
  return () => {
    stop();
    clearInterval(asking);
  };
}
