/** The keys of a command as this person has them, kept in step while they change them. */
import { useStore } from "zustand";
import { bindingsStore } from "../../state/bindingsStore";
import { commandById } from "../../state/commands";
import { keysIn } from "../../state/rebinding";

export function useKeys(id: string): readonly string[] {
  const overrides = useStore(bindingsStore, (state) => state.overrides);
  return keysIn(overrides, commandById(id));
}
