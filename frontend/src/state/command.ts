/** What a command is: a thing to do, with a name, keys and the scope in which they work. */
import type { Binding, Scope } from "./keys";

export interface Command extends Binding {
  readonly title: string;
  readonly group: "Tools" | "Ghosts" | "Objects" | "Labels" | "View" | "Work" | "Go to";
  /** More to say in the tooltip. */
  readonly note?: string;
  /** Left out of the palette: it only makes sense as a key. */
  readonly keyOnly?: boolean;
  run(): void;
}

type Extra = Partial<Pick<Command, "note" | "keyOnly">>;

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
