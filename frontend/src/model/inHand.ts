/** What other people have in hand on a frame: hints that expire by themselves, never locks. */
import type { SelectionChanged } from "../contract/messages";

export interface RemoteSelection extends SelectionChanged {
  readonly seenAt: number;
}

/** Who has an object in hand. */
export interface Holder {
  readonly personId: string;
  readonly name: string;
  readonly editing: boolean;
}

/** A hint that nobody repeats ends after this long. */
export const HINT_LIFE_MS = 9_000;
/** So often is a hint repeated while it holds: two may be lost on the way. */
export const HINT_REPEAT_MS = 2_800;
/** Nobody looks at more outlines than these, and a message stays small. */
export const MOST_SHARED = 50;

/** The selections that still hold; the same map when all do. */
export function keepFresh(
  selections: ReadonlyMap<string, RemoteSelection>,
  now: number,
): ReadonlyMap<string, RemoteSelection> {
  const fresh = [...selections].filter(([, held]) => now - held.seenAt < HINT_LIFE_MS);
  return fresh.length === selections.size ? selections : new Map(fresh);
}

/** By object: who else has it in hand. Of several, whoever is editing comes first. */
export function holdersOn(
  frameId: string,
  selections: ReadonlyMap<string, RemoteSelection>,
  me: string | null,
): Map<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { frame_id, id: personId, name, ids, editing } of selections.values()) {
    if (frame_id !== frameId || personId === me) continue;
    for (const id of ids) {
      const known = holders.get(id);
      if (!known || (editing && !known.editing)) holders.set(id, { personId, name, editing });
    }
  }
  return holders;
}

/** What is said of an object in another person's hand. */
export function sayHeld({ name, editing }: Holder): string {
  return editing ? `${name} is editing` : name;
}
