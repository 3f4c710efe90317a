/** What a command is: a title, a group, default keys in a scope, and what it does. */
import type { Binding, Scope } from "./keys";

/** The groups of commands, in the order in which every list shows them. */
export const COMMAND_GROUPS = [
  "Tools",
  "Ghosts",
  "Objects",
  "Labels",
  "Video",
  "View",
  "Work",
  "Check",
  "Go to",
] as const;

export interface Command extends Binding {
  readonly title: string;
  readonly group: (typeof COMMAND_GROUPS)[number];
  /** More to say in the tooltip. */
  readonly note?: string;
  /** Left out of the palette: it only makes sense as a key. */
  readonly keyOnly?: boolean;
  /** Runs again and again while its key is held. */
  readonly repeats?: boolean;
  /** The browser does its own part too, such as telling the page what is on the clipboard. */
  readonly native?: boolean;
  /** With nothing to do it leaves the key to the browser. */
  readonly yields?: boolean;
  run(): void;
  /** Called when the key is let go: the command lasts as long as it is held. */
  release?(): void;
  /** Why it can do nothing now; null when it can. */
  why?(): string | null;
}

type Extra = Partial<Pick<Command, "note" | "keyOnly" | "repeats" | "native" | "yields" | "release" | "why">>;

export function command(
  id: string,
  group: Command["group"],
  title: string,
  keys: readonly string[],
  scope: Scope,
  run: () => void,
  extra: Extra = {},
): Command {
  return { id, group, title, keys, scope, run, ...extra };
}
