/** What a person locks and hides on their own screen, kept per project in this browser and never in the ledger. */
import { createStore } from "zustand/vanilla";

export interface PersonalState {
  readonly projectId: string | null;
  readonly locked: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  /** When set, only these are shown; gone with the next frame. */
  readonly isolated: ReadonlySet<string> | null;
}

/** Per project and kind: those of the longest ago are forgotten first. */
const MOST_KEPT = 5_000;
const NONE: ReadonlySet<string> = new Set();
const EMPTY: PersonalState = { projectId: null, locked: NONE, hidden: NONE, isolated: null };
type Kind = "locked" | "hidden";

export const personalStore = createStore<PersonalState>(() => EMPTY);

const keyOf = (kind: Kind, projectId: string) => `tandem.${kind}.${projectId}`;

function recall(kind: Kind, projectId: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(kind, projectId)) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : []);
  } catch {
    return NONE;
  }
}

function keep(kind: Kind, ids: ReadonlySet<string>): void {
  const { projectId } = personalStore.getState();
  personalStore.setState({ [kind]: ids });
  if (!projectId) return;
  try {
    localStorage.setItem(keyOf(kind, projectId), JSON.stringify([...ids].slice(-MOST_KEPT)));
  } catch {
    // Storage may be full or forbidden; the choice then lasts as long as the page.
  }
}

/** Take up what was locked and hidden in a project. */
export function startPersonal(projectId: string): void {
  if (personalStore.getState().projectId === projectId) return;
  personalStore.setState({
    projectId,
    locked: recall("locked", projectId),
    hidden: recall("hidden", projectId),
    isolated: null,
  });
}

export function isLocked(id: string | undefined): boolean {
  return id !== undefined && personalStore.getState().locked.has(id);
}

/** Whether an object is out of sight on this screen. */
export function isOutOfSight(state: PersonalState, id: string): boolean {
  return state.hidden.has(id) || (state.isolated !== null && !state.isolated.has(id));
}

/** Lock (or hide) all of these; when all are already, none of them. */
export function togglePersonal(kind: Kind, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const next = new Set(personalStore.getState()[kind]);
  const all = ids.every((id) => next.has(id));
  for (const id of ids) {
    if (all) next.delete(id);
    else next.add(id);
  }
  keep(kind, next);
}

export function setIsolated(ids: ReadonlySet<string> | null): void {
  if (personalStore.getState().isolated !== ids) personalStore.setState({ isolated: ids });
}

/** Show everything of a frame again. */
export function showAgain(ids: Iterable<string>): void {
  const gone = new Set(ids);
  const left = new Set([...personalStore.getState().hidden].filter((id) => !gone.has(id)));
  personalStore.setState({ isolated: null });
  if (left.size < personalStore.getState().hidden.size) keep("hidden", left);
}
