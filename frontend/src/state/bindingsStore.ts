/** The keys that hold for this person: their own choices over the defaults of the registry. */
import { createStore } from "zustand/vanilla";
import type { Binding } from "./keys";
import { perPerson, readOwn, writeOwn } from "./ownStorage";
import { keysIn, type Overrides, readOverrides } from "./rebinding";

const NAME = "keys";

export const bindingsStore = createStore<{ readonly overrides: Overrides }>(() => ({ overrides: new Map() }));

/** Read this person's choices of keys for these commands, now and whenever somebody else signs in. */
export function startBindings(all: readonly Binding[]): void {
  perPerson(() => bindingsStore.setState({ overrides: readOverrides(all, readOwn(NAME)) }));
}

/** The keys of a command, the one to show first. */
export function keysOf(binding: Binding): readonly string[] {
  return keysIn(bindingsStore.getState().overrides, binding);
}

export function setOverrides(overrides: Overrides): void {
  bindingsStore.setState({ overrides });
  writeOwn(NAME, Object.fromEntries(overrides));
}
