/** What a person keeps for themselves in this browser: one JSON value a name, apart from other people's. */
import { meStore } from "./meStore";

const keyOf = (name: string): string => `tandem.${name}.${meStore.getState().user?.id ?? "nobody"}`;

/** What this person kept under a name; null when there is nothing, or nothing that can be read. */
export function readOwn(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)) ?? "null");
  } catch {
    return null;
  }
}

export function writeOwn(name: string, value: unknown): void {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden; the choice then lasts as long as the page.
  }
}

/** Load now, and again whenever somebody else signs in here. */
export function perPerson(load: () => void): void {
  load();
  meStore.subscribe((state, before) => {
    if (state.user?.id !== before.user?.id) load();
  });
}
