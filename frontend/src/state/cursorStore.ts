/** Where this person's pointer is on the picture, for the status line. */
import { createStore } from "zustand/vanilla";
import type { Point } from "../contract/contract";

export const cursorStore = createStore<{ readonly at: Point | null }>(() => ({ at: null }));

export function setCursor(at: Point | null): void {
  const now = cursorStore.getState().at;
  if (now === at || (now && at && now[0] === at[0] && now[1] === at[1])) return;
  cursorStore.setState({ at });
}
