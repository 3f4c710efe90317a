/** The work page: how far one is, what the list shows, and who is given what. */
import { createStore } from "zustand/vanilla";
import { fetchEverybody } from "../api/people";
import {
  assign,
  fetchBatches,
  fetchMyWork,
  fetchWork,
  handOver,
  restoreAssignment,
  type WorkQuery,
} from "../api/work";
import type { Member } from "../contract/contract";
import type { Assigned, Assignment, Batch, MyWork, WorkItem } from "../contract/work";
import { toast, toastError } from "./toastStore";
import { openDialog } from "./uiStore";

export interface WorkState {
  readonly projectId: string | null;
  readonly mine: MyWork | null;
  readonly items: readonly WorkItem[] | null;
  readonly next: string | null;
  readonly busy: boolean;
  readonly error: string | null;
  readonly query: WorkQuery;
  /** Assets chosen in the list. */
  readonly chosen: ReadonlySet<string>;
  readonly batches: readonly Batch[];
  /** Whose work the dialog offers to hand over; null when it was opened to give. */
  readonly handOverOf: string | null;
}

const FIRST: WorkQuery = { stage: "to_do", whose: "me", sort: "urgent", q: "", batch: null };

export const workStore = createStore<WorkState>(() => ({
  projectId: null,
  mine: null,
  items: null,
  next: null,
  busy: false,
  error: null,
  query: FIRST,
  chosen: new Set(),
  batches: [],
  handOverOf: null,
}));

export const peopleStore = createStore<{
  readonly projectId: string | null;
  readonly people: readonly Member[];
}>(() => ({ projectId: null, people: [] }));

/** Know who can be named and given work. */
export async function needPeople(projectId: string): Promise<void> {
  if (peopleStore.getState().projectId === projectId) return;
  try {
    peopleStore.setState({ projectId, people: await fetchEverybody(projectId) });
  } catch (error) {
    toastError(error);
  }
}

/** Somebody came or went: whoever asks next reads anew. */
export function forgetPeople(): void {
  peopleStore.setState({ projectId: null });
}

/** Each read has a number: what an older one brings is not shown over a newer one's. */
let reads = 0;

export async function loadWork(): Promise<void> {
  const { projectId, query } = workStore.getState();
  if (!projectId) return;
  const read = ++reads;
  workStore.setState({ busy: true });
  try {
    const [mine, page, batches] = await Promise.all([
      fetchMyWork(projectId),
      fetchWork(projectId, query, null),
      fetchBatches(projectId),
    ]);
    if (read !== reads) return;
    workStore.setState({ mine, items: page.work, next: page.next, batches, error: null, busy: false });
  } catch (error) {
    if (read !== reads) return;
    const reason = error instanceof Error ? error.message : "The work cannot be read.";
    workStore.setState({ error: reason, busy: false });
  }
}

export async function loadMoreWork(): Promise<void> {
  const { projectId, query, next, items, busy } = workStore.getState();
  if (!projectId || !next || busy) return;
  const read = ++reads;
  workStore.setState({ busy: true });
  try {
    const page = await fetchWork(projectId, query, next);
    if (read !== reads) return;
    const known = new Set(items?.map(({ frame_id: id }) => id));
    const fresh = page.work.filter(({ frame_id: id }) => !known.has(id));
    workStore.setState({ items: [...(items ?? []), ...fresh], next: page.next, busy: false });
  } catch (error) {
    if (read === reads) workStore.setState({ busy: false });
    toastError(error);
  }
}

export function filterWork(change: Partial<WorkQuery>): void {
  const { query } = workStore.getState();
  workStore.setState({ query: { ...query, ...change }, chosen: new Set() });
  void loadWork();
}

export function toggleChosen(assetId: string): void {
  const chosen = new Set(workStore.getState().chosen);
  if (!chosen.delete(assetId)) chosen.add(assetId);
  workStore.setState({ chosen });
}

export const choose = (assetIds: readonly string[]): void =>
  workStore.setState({ chosen: new Set(assetIds) });

/** Open the page of a project and follow it; returns how to stop. */
export function followWork(projectId: string): () => void {
  if (workStore.getState().projectId !== projectId)
    workStore.setState({ projectId, mine: null, items: null, next: null, query: FIRST, chosen: new Set() });
  void needPeople(projectId);
  void loadWork();
  return () => {
    reads += 1;
    workStore.setState({ projectId: null, items: null, mine: null, busy: false });
  };
}

let moving: ReturnType<typeof setTimeout> | null = null;

/** Something of the work changed: many such news in one moment are one reading. */
export function workMoved(): void {
  if (!workStore.getState().projectId || moving) return;
  moving = setTimeout(() => {
    moving = null;
    void loadWork();
  }, 400);
}

const pictures = (count: number) => (count === 1 ? "1 picture" : `${count.toLocaleString("en")} pictures`);

function leftOut(away: readonly string[]): string {
  if (away.length === 0) return "";
  const names = peopleStore.getState().people.filter(({ user_id: id }) => away.includes(id));
  return ` Left out, because they do not work before: ${names.map(({ name }) => name).join(", ")}.`;
}

/** Open the dialog to hand somebody's work over, or to give work. */
export function startHandOver(of: string | null): void {
  workStore.setState({ handOverOf: of });
  openDialog("assign");
}

async function given(projectId: string, act: () => Promise<Assigned>, said: string): Promise<boolean> {
  try {
    const { given: done, before, left, away } = await act();
    const rest = (left.length > 0 ? ` ${pictures(left.length)} could not be given.` : "") + leftOut(away);
    if (done.length === 0) toast(`Nothing was given.${rest}`);
    else
      toast(`${pictures(done.length)} ${said}.${rest}`, "good", {
        title: "Undo",
        run: () => void given(projectId, () => restoreAssignment(projectId, before), "as before"),
      });
    workStore.setState({ chosen: new Set() });
    await loadWork();
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

export const giveWork = (projectId: string, wish: Assignment): Promise<boolean> =>
  given(projectId, () => assign(projectId, wish), wish.to.length > 0 ? "given" : "taken back");

export const handWorkOver = (projectId: string, of: string, to: string): Promise<boolean> =>
  given(projectId, () => handOver(projectId, of, to), "handed over");
