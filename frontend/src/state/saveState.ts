/** Whether work is safe, in one word. */
import type { OutboxState } from "./outbox";

export type SaveState = "saved" | "saving" | "offline" | "attention" | "signedOut";

/** The one honest word for whether work is safe. */
export function saveStateOf(state: OutboxState): SaveState {
  // Before all else: signed out, nothing that is done now can be saved, and no question can be answered.
  if (state.blocked === "signedOut") return "signedOut";
  if (state.entries.some((entry) => entry.state !== "waiting")) return "attention";
  if (state.entries.length === 0) return "saved";
  return state.blocked === "unreachable" ? "offline" : "saving";
}
