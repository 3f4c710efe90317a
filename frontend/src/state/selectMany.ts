/** Selects objects by what they have in common, or by what is not selected. */
import { frameStore } from "./frameStore";
import { select, selectionStore } from "./selectionStore";
import { uiStore } from "./uiStore";

/** Select every object with a label of the selected ones; with nothing selected, with the active label. */
export function selectSameLabel(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const labels = new Set<string>();
  for (const id of selectionStore.getState().ids) {
    const found = frame.annotations.get(id) ?? frame.predictions.get(id);
    if (found) labels.add(found.label);
  }
  const { activeLabel } = uiStore.getState();
  if (labels.size === 0 && activeLabel) labels.add(activeLabel);
  select([...frame.annotations.values()].filter((item) => labels.has(item.label)).map((item) => item.id));
}

export function invertSelection(): void {
  const frame = frameStore.openFrame();
  const { ids } = selectionStore.getState();
  if (frame) select([...frame.annotations.keys()].filter((id) => !ids.has(id)));
}

/** The ids from one to another in a list's order, both included; the latter alone when the former is gone. */
export function rangeBetween(order: readonly string[], from: string | null, to: string): string[] {
  const end = order.indexOf(to);
  const start = from === null ? -1 : order.indexOf(from);
  if (end < 0) return [];
  return start < 0 ? [to] : order.slice(Math.min(start, end), Math.max(start, end) + 1);
}
