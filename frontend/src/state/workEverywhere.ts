/** One's work in all projects, and when one works. */
import { createStore } from "zustand/vanilla";
import { fetchHours, saveHours } from "../api/people";
import { fetchWorkEverywhere } from "../api/work";
import type { Hours } from "../contract/people";
import type { WorkEverywhere } from "../contract/work";
import { bellStore } from "./bell";
import { reasonsOf, toast, toastError } from "./toastStore";

export const everywhereStore = createStore<{
  readonly work: WorkEverywhere | null;
  readonly hours: Hours | null;
  readonly error: string | null;
}>(() => ({ work: null, hours: null, error: null }));

export async function loadEverywhere(): Promise<void> {
  try {
    everywhereStore.setState({ work: await fetchWorkEverywhere(), error: null });
  } catch (error) {
    const reason = error instanceof Error ? error.message : "Your work cannot be read.";
    everywhereStore.setState({ error: reason });
  }
}

/** Follow one's work: what is told of it rings the bell, and is read then. Returns how to stop. */
export function followEverywhere(): () => void {
  void loadEverywhere();
  fetchHours()
    .then((hours) => everywhereStore.setState({ hours }))
    .catch(toastError);
  return bellStore.subscribe(({ items }, before) => {
    if (items?.[0]?.id !== before.items?.[0]?.id) void loadEverywhere();
  });
}

/** Say when one works; returns why it was refused, null when it is kept. */
export async function keepHours(hours: Omit<Hours, "away_until">): Promise<string | null> {
  const before = everywhereStore.getState().hours;
  try {
    const kept = await saveHours(hours);
    everywhereStore.setState({ hours: kept });
    const { away_until: until } = kept;
    toast(until ? `Kept. You are away until ${until}.` : "Kept.", "good", {
      title: "Undo",
      run: () => {
        if (before) void keepHours({ timezone: before.timezone, away: before.away, shift: before.shift });
      },
    });
    return null;
  } catch (error) {
    return reasonsOf(error);
  }
}
