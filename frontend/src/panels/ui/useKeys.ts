/** The keys of a command as this person has them, kept in step while they change them. */
import { useStore } from "zustand";
import { bindingsStore } from "../../state/bindingsStore";
import { activeScopes, commandById, reachableKeys } from "../../state/commands";
import { frameStore } from "../../state/frameStore";
import { uiStore } from "../../state/uiStore";

/** Without those that another command answers here, such as a video's own. */
export function useKeys(id: string): readonly string[] {
  useStore(bindingsStore, (state) => state.overrides);
  // What stands before all others: an open video, a brush in hand.
  useStore(frameStore.store, (state) => state.reel !== null && state.open !== null);
  useStore(uiStore, (state) => state.tool);
  return reachableKeys(commandById(id), activeScopes());
}
