/** Pictures chosen in the list beside the canvas, to be given together: one by one, or a stretch of the list. */
import { choose, toggleChosen, workStore } from "./myWork";

let anchor: string | null = null;

/** Choose one more picture, or no longer. */
export function chooseOne(id: string): void {
  anchor = id;
  toggleChosen(id);
}

/** Choose all from the one that was chosen last to this one, in the order of the list. */
export function chooseTo(id: string, shown: readonly string[]): void {
  const from = anchor === null ? -1 : shown.indexOf(anchor);
  const to = shown.indexOf(id);
  if (from < 0 || to < 0) return chooseOne(id);
  const stretch = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  choose([...workStore.getState().chosen, ...stretch]);
}

export function chooseNone(): void {
  anchor = null;
  choose([]);
}
