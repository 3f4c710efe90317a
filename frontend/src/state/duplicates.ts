/** Pictures of the open project that are nearly the same: their groups, which one is kept, and how that is undone. */
import { createStore } from "zustand/vanilla";
import {
  fetchDuplicateCounts,
  fetchDuplicates,
  keepOfGroups,
  MOST_GROUPS,
  restoreGroups,
} from "../api/mending";
import type { DuplicateCounts, DuplicateGroup } from "../contract/duplicates";
import { toldOf } from "../model/duplicates";
import { type Command, command } from "./command";
import { mayEdit } from "./editor";
import { toast, toastError } from "./toastStore";

export interface DuplicatesState {
  readonly projectId: string | null;
  readonly counts: DuplicateCounts | null;
  readonly groups: readonly DuplicateGroup[] | null;
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: string | null;
  /** Whether those are shown in which something can be skipped, or the others. */
  readonly open: boolean;
  /** Which picture of a group the person chose to keep, where it is not the best one. */
  readonly chosen: ReadonlyMap<string, string>;
  /** What was done in groups that are still shown, in words. */
  readonly settled: ReadonlyMap<string, string>;
  readonly busy: boolean;
}

const empty: DuplicatesState = {
  projectId: null,
  counts: null,
  groups: null,
  next: null,
  loading: false,
  error: null,
  open: true,
  chosen: new Map(),
  settled: new Map(),
  busy: false,
};
const PAGE = 20;
/** Groups come and go in dozens during an upload; the number follows at this pace. */
const RECOUNT_MS = 1_500;

export const duplicatesStore = createStore<DuplicatesState>(() => empty);

/** The acts of this visit, each the groups that it settled. */
let acts: (readonly string[])[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;
let reading = 0;

const faultOf = (error: unknown) =>
  error instanceof Error ? error.message : "The groups could not be read.";

export function clearDuplicates(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  acts = [];
  reading += 1;
  duplicatesStore.setState(empty, true);
}

/** Count the groups of a project that is shown. */
export async function countDuplicates(projectId: string): Promise<void> {
  if (duplicatesStore.getState().projectId !== projectId) clearDuplicates();
  duplicatesStore.setState({ projectId });
  try {
    const counts = await fetchDuplicateCounts(projectId);
    if (duplicatesStore.getState().projectId === projectId) duplicatesStore.setState({ counts });
  } catch (error) {
    // The number is a hint; the page of the groups says what is wrong.
    if (!(error instanceof Error)) throw error;
  }
}

/** A picture came into a group, or somebody judged one: count again soon. */
export function duplicatesMoved(): void {
  const { projectId } = duplicatesStore.getState();
  if (timer || !projectId) return;
  timer = setTimeout(() => {
    timer = null;
    if (duplicatesStore.getState().projectId === projectId) void countDuplicates(projectId);
  }, RECOUNT_MS);
}

/** Show the groups in which something can be skipped, or the others. */
export async function showDuplicates(projectId: string, open: boolean): Promise<void> {
  void countDuplicates(projectId);
  duplicatesStore.setState({ open, groups: null, next: null, settled: new Map(), loading: false });
  await loadMoreDuplicates();
}

export async function loadMoreDuplicates(): Promise<void> {
  const { projectId, open, next, groups, loading } = duplicatesStore.getState();
  if (!projectId || loading || (groups && !next)) return;
  const mine = ++reading;
  duplicatesStore.setState({ loading: true, error: null });
  try {
    const page = await fetchDuplicates(projectId, { open, after: next, limit: PAGE });
    if (mine !== reading) return;
    duplicatesStore.setState({ groups: [...(groups ?? []), ...page.items], next: page.next, loading: false });
  } catch (error) {
    if (mine === reading) duplicatesStore.setState({ loading: false, error: faultOf(error) });
  }
}

export function choosePicture(groupId: string, assetId: string): void {
  duplicatesStore.setState({ chosen: new Map(duplicatesStore.getState().chosen).set(groupId, assetId) });
}

export const keptOf = (group: DuplicateGroup, chosen: ReadonlyMap<string, string>): string =>
  chosen.get(group.id) ?? group.best;

/** Keep the chosen picture of one group and skip the others. */
export function keepOne(group: DuplicateGroup): Promise<void> {
  return carryOut(() => Promise.resolve([group]));
}

/** Keep the chosen or the best picture of every group, shown or not. */
export function keepAll(): Promise<void> {
  const { projectId } = duplicatesStore.getState();
  return carryOut(async () => {
    const found: DuplicateGroup[] = [];
    let after: string | null = null;
    do {
      const page = await fetchDuplicates(projectId ?? "", { open: true, after, limit: MOST_GROUPS });
      found.push(...page.items);
      after = page.next;
    } while (after);
    return found;
  });
}

async function carryOut(find: () => Promise<readonly DuplicateGroup[]>): Promise<void> {
  const { projectId, busy } = duplicatesStore.getState();
  if (!projectId || busy) return;
  duplicatesStore.setState({ busy: true });
  const done: string[] = [];
  const sum = { changed: 0, left: 0 };
  try {
    const { chosen, settled } = duplicatesStore.getState();
    const groups = (await find()).filter(({ id }) => !settled.has(id));
    for (let start = 0; start < groups.length; start += MOST_GROUPS) {
      const some = groups.slice(start, start + MOST_GROUPS);
      const keep = Object.fromEntries(some.map((group) => [group.id, keptOf(group, chosen)]));
      const { changed, left } = await keepOfGroups(projectId, keep);
      done.push(...some.map(({ id }) => id));
      sum.changed += changed.length;
      sum.left += left.length;
      note(some, new Set(changed), new Set(left));
    }
  } catch (error) {
    toastError(error);
  } finally {
    duplicatesStore.setState({ busy: false });
  }
  if (done.length === 0) return;
  acts = [...acts, done];
  toast(`${toldOf(sum.changed, sum.left)}.`, "good", { title: "Undo", run: () => void undoKeep(done) });
  duplicatesMoved();
}

function note(
  groups: readonly DuplicateGroup[],
  changed: ReadonlySet<string>,
  left: ReadonlySet<string>,
): void {
  const settled = new Map(duplicatesStore.getState().settled);
  for (const { id, assets } of groups) {
    const of = (which: ReadonlySet<string>) => assets.filter((asset) => which.has(asset.id)).length;
    settled.set(id, toldOf(of(changed), of(left)));
  }
  duplicatesStore.setState({ settled });
}

/** Let the pictures wait again that an act skipped; without groups, those of the last act. */
export async function undoKeep(groups: readonly string[] | undefined = acts.at(-1)): Promise<void> {
  const { projectId, busy } = duplicatesStore.getState();
  if (!projectId || !groups || busy) return;
  duplicatesStore.setState({ busy: true });
  try {
    let back = 0;
    for (let start = 0; start < groups.length; start += MOST_GROUPS) {
      const { changed } = await restoreGroups(projectId, groups.slice(start, start + MOST_GROUPS));
      back += changed.length;
    }
    const gone = new Set(groups);
    acts = acts.map((act) => act.filter((id) => !gone.has(id))).filter((act) => act.length > 0);
    const settled = new Map([...duplicatesStore.getState().settled].filter(([id]) => !gone.has(id)));
    duplicatesStore.setState({ settled });
    toast(back === 1 ? "The picture waits again." : `${back} pictures wait again.`, "good");
    duplicatesMoved();
  } catch (error) {
    toastError(error);
  } finally {
    duplicatesStore.setState({ busy: false });
  }
}

export const DUPLICATE_COMMANDS: readonly Command[] = [
  command(
    "duplicates.undo",
    "Check",
    "Undo: let skipped near-duplicates wait again",
    ["mod+z"],
    "duplicates",
    () => void undoKeep(),
    {
      why: () =>
        !mayEdit()
          ? "You can look at this project, but not change it."
          : acts.length > 0
            ? null
            : "There is nothing to undo.",
    },
  ),
];
