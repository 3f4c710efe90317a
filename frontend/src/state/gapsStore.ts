/** What is missing before the open picture can be finished, and which attribute the keyboard should go to. */
import { createStore } from "zustand/vanilla";
import type { Gap } from "../model/attributes";
import { select } from "./selectionStore";

export interface GapsState {
  readonly gaps: readonly Gap[];
  /** The field to focus; a new object for each wish, so that the same field can be wished for twice. */
  readonly wish: { readonly name: string | null } | null;
}

export const gapsStore = createStore<GapsState>(() => ({ gaps: [], wish: null }));

export function showGaps(gaps: readonly Gap[]): void {
  if (gaps.length > 0 || gapsStore.getState().gaps.length > 0) gapsStore.setState({ gaps });
}

/** Put the keyboard into an attribute of the selection: the first one, or the one of that name. */
export function focusAttribute(name: string | null = null): void {
  gapsStore.setState({ wish: { name } });
}

/** Go to a missing answer: its object, then its field. */
export function goToGap(gap: Gap): void {
  select([gap.annotationId]);
  focusAttribute(gap.name);
}
