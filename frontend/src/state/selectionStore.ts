/** Which objects are selected and which one the pointer is over; annotations and ghosts alike. */
import { createStore } from "zustand/vanilla";

export interface SelectionState {
  readonly ids: ReadonlySet<string>;
  readonly hovered: string | null;
}

export const selectionStore = createStore<SelectionState>(() => ({ ids: new Set(), hovered: null }));

export function select(ids: Iterable<string>): void {
  selectionStore.setState({ ids: new Set(ids) });
}

export function toggleSelected(id: string): void {
  const ids = new Set(selectionStore.getState().ids);
  if (!ids.delete(id)) ids.add(id);
  selectionStore.setState({ ids });
}

export function hover(id: string | null): void {
  if (selectionStore.getState().hovered !== id) selectionStore.setState({ hovered: id });
}

/** Forget selected objects that are no longer there. */
export function pruneSelection(exists: (id: string) => boolean): void {
  const { ids, hovered } = selectionStore.getState();
  const kept = [...ids].filter(exists);
  if (kept.length !== ids.size) selectionStore.setState({ ids: new Set(kept) });
  if (hovered && !exists(hovered)) selectionStore.setState({ hovered: null });
}
