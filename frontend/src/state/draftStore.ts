/** The gesture in progress: shapes under the pointer that are not yet corrections. */
import { createStore } from "zustand/vanilla";
import type { Point, Shape } from "../contract/contract";

/** What the hand sees besides the shape itself. */
export interface Guide {
  /** Points placed so far. */
  readonly placed?: readonly Point[];
  /** The next click closes the ring on its first point. */
  readonly closing?: boolean;
  /** Where the pointer snapped to a neighbour. */
  readonly snap?: Point | null;
  /** What is turned about which point, and where the hand is. */
  readonly turn?: { readonly centre: Point; readonly hand: Point };
}

export type Draft =
  | { readonly kind: "drawing"; readonly shape: Shape; readonly guide: Guide }
  | { readonly kind: "changing"; readonly shapes: ReadonlyMap<string, Shape>; readonly guide?: Guide };

export const draftStore = createStore<{ readonly draft: Draft | null }>(() => ({ draft: null }));

export function setDraft(draft: Draft | null): void {
  if (draftStore.getState().draft !== draft) draftStore.setState({ draft });
}

/** Shape of an object as the gesture in progress shows it, if it does. */
export function draftShape(id: string): Shape | null {
  const { draft } = draftStore.getState();
  return draft?.kind === "changing" ? (draft.shapes.get(id) ?? null) : null;
}
