/** The commands of choosing between two versions of an object: the first that waits, as the notice shows it. */
import { type Command, command } from "./command";
import { keepMine, takeTheirs } from "./conflicts";
import { outbox } from "./frameSession";
import type { OutboxEntry } from "./outboxStorage";
import { openDialog } from "./uiStore";

const waiting = (): readonly OutboxEntry[] =>
  outbox.store.getState().entries.filter((entry) => entry.state !== "waiting");

/** The conflict that the notice shows; one that a refusal stands before is not seen yet. */
function shown(): OutboxEntry | null {
  const [first] = waiting();
  return first?.state === "conflict" ? first : null;
}

function choose(how: (entry: OutboxEntry) => void): void {
  const entry = shown();
  if (entry) how(entry);
}

const why = () => (shown() ? null : "No two versions wait for a choice.");

export const CONFLICT_COMMANDS: readonly Command[] = [
  command("conflict.mine", "Work", "Keep my version", ["alt+m"], "project", () => choose(keepMine), {
    why,
    note: "Of an object that somebody else changed at the same time.",
  }),
  command("conflict.theirs", "Work", "Take their version", ["alt+o"], "project", () => choose(takeTheirs), {
    why,
    note: "Of an object that somebody else changed at the same time.",
  }),
  command(
    "conflict.all",
    "Work",
    "Show changes that need you",
    [],
    "project",
    () => openDialog("attention"),
    {
      why: () => (waiting().length > 0 ? null : "Nothing needs you."),
    },
  ),
];
