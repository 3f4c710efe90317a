/** The issues of all pictures of a project: the list of the work page. */
import { createStore } from "zustand/vanilla";
import { fetchProjectIssues } from "../api/work";
import type { Issue } from "../contract/work";
import { toastError } from "./toastStore";

export interface ProjectIssuesState {
  readonly projectId: string | null;
  readonly status: Issue["status"] | null;
  readonly q: string;
  readonly items: readonly Issue[] | null;
  readonly next: string | null;
  readonly busy: boolean;
  readonly error: string | null;
}

export const projectIssuesStore = createStore<ProjectIssuesState>(() => ({
  projectId: null,
  status: "open",
  q: "",
  items: null,
  next: null,
  busy: false,
  error: null,
}));

let reads = 0;

export async function loadProjectIssues(): Promise<void> {
  const { projectId, status, q } = projectIssuesStore.getState();
  if (!projectId) return;
  const read = ++reads;
  projectIssuesStore.setState({ busy: true });
  try {
    const page = await fetchProjectIssues(projectId, { status, q }, null);
    if (read === reads)
      projectIssuesStore.setState({ items: page.issues, next: page.next, error: null, busy: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : "The issues cannot be read.";
    if (read === reads) projectIssuesStore.setState({ error: reason, busy: false });
  }
}

export async function loadMoreProjectIssues(): Promise<void> {
  const { projectId, status, q, next, items, busy } = projectIssuesStore.getState();
  if (!projectId || !next || busy) return;
  const read = ++reads;
  projectIssuesStore.setState({ busy: true });
  try {
    const page = await fetchProjectIssues(projectId, { status, q }, next);
    if (read !== reads) return;
    projectIssuesStore.setState({ items: [...(items ?? []), ...page.issues], next: page.next, busy: false });
  } catch (error) {
    if (read === reads) projectIssuesStore.setState({ busy: false });
    toastError(error);
  }
}

export function filterProjectIssues(change: Partial<Pick<ProjectIssuesState, "status" | "q">>): void {
  projectIssuesStore.setState(change);
  void loadProjectIssues();
}

/** Open the list of a project and follow it; returns how to stop. */
export function followProjectIssues(projectId: string): () => void {
  projectIssuesStore.setState({ projectId, items: null, next: null, q: "" });
  void loadProjectIssues();
  return () => {
    reads += 1;
    projectIssuesStore.setState({ projectId: null, items: null, busy: false });
  };
}

let moving: ReturnType<typeof setTimeout> | null = null;

/** An issue changed: many such news in one moment are one reading. */
export function projectIssuesMoved(): void {
  if (!projectIssuesStore.getState().projectId || moving) return;
  moving = setTimeout(() => {
    moving = null;
    void loadProjectIssues();
  }, 400);
}
