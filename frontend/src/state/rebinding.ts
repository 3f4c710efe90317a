/** Rules of changing keys: what may be a key, what clashes, and how a person's choices are written and read. */
import { type Binding, doScopesMeet } from "./keys";

/** A person's own keys of commands, by the command's id. */
export type Overrides = ReadonlyMap<string, readonly string[]>;

const BROWSER = "The browser keeps this key for itself.";
const ZOOM = "The browser zooms the page with it.";
const REFUSED: Readonly<Record<string, string>> = {
  esc: "Esc cancels the gesture and closes what is open.",
  space: "Space pans while it is held, and plays a video.",
  tab: "Tab moves on to the next control.",
  "shift+tab": "Tab moves back to the control before.",
  f5: "The browser reloads the page with it.",
  f11: "The browser fills the screen with it.",
  f12: "The browser opens its tools with it.",
  "mod+=": ZOOM,
  "mod++": ZOOM,
  "mod+-": ZOOM,
  "mod+0": ZOOM,
  "mod+r": "The browser reloads the page with it.",
  "mod+shift+r": "The browser reloads the page with it.",
  "alt+left": "The browser goes back with it.",
  "alt+right": "The browser goes forward with it.",
  "alt+f4": "It closes the window.",
};

/** Why a key cannot be given to a command; null when it can. */
export function refusalOf(key: string): string | null {
  const known = REFUSED[key];
  if (known) return known;
  if (/^mod\+(shift\+)?[ntwq]$/.test(key) || /^mod\+[l1-9]$/.test(key) || /^mod\+(shift\+)?tab$/.test(key))
    return BROWSER;
  if (key === "" || /(^|\+)(control|shift|alt|altgraph|meta|dead|process|unidentified|capslock)$/.test(key))
    return "This is no key of its own.";
  return null;
}

export function keysIn(overrides: Overrides, binding: Binding): readonly string[] {
  return overrides.get(binding.id) ?? binding.keys;
}

/** The other commands that a key would also mean where this one is active. */
export function clashesOf<T extends Binding>(
  all: readonly T[],
  overrides: Overrides,
  id: string,
  key: string,
): T[] {
  const own = all.find((binding) => binding.id === id);
  if (!own) return [];
  return all.filter(
    (other) =>
      other.id !== id && doScopesMeet(own.scope, other.scope) && keysIn(overrides, other).includes(key),
  );
}

/** Give a command keys; keys that are its first ones are no longer kept as a choice. */
export function withKeys(
  all: readonly Binding[],
  overrides: Overrides,
  id: string,
  keys: readonly string[],
): Overrides {
  const own = all.find((binding) => binding.id === id);
  const next = new Map(overrides);
  const unique = [...new Set(keys)];
  if (own && own.keys.length === unique.length && own.keys.every((key, place) => key === unique[place]))
    next.delete(id);
  else next.set(id, unique);
  return next;
}

/** Put `key` in the place of `old` (null: beside the others) and take it from those that had it.
 *
 * With `swap` they get the old key in return, where that clashes with nothing else of theirs.
 */
export function withKey(
  all: readonly Binding[],
  overrides: Overrides,
  id: string,
  change: { readonly old: string | null; readonly key: string; readonly swap: boolean },
): Overrides {
  const own = all.find((binding) => binding.id === id);
  if (!own) return overrides;
  const { old, key, swap } = change;
  const losers = clashesOf(all, overrides, id, key);
  const mine = keysIn(overrides, own);
  const replaced = old === null ? [...mine, key] : mine.map((one) => (one === old ? key : one));
  let next = withKeys(all, overrides, id, replaced);
  for (const loser of losers) {
    const kept = keysIn(next, loser).filter((one) => one !== key);
    const gets = swap && old !== null && clashesOf(all, next, loser.id, old).length === 0;
    next = withKeys(all, next, loser.id, gets ? [old, ...kept] : kept);
  }
  return next;
}

export function withoutKey(
  all: readonly Binding[],
  overrides: Overrides,
  id: string,
  key: string,
): Overrides {
  const own = all.find((binding) => binding.id === id);
  return own
    ? withKeys(
        all,
        overrides,
        id,
        keysIn(overrides, own).filter((one) => one !== key),
      )
    : overrides;
}

/** Give a command its first keys back, from whoever has them now. */
export function withFirstKeys(all: readonly Binding[], overrides: Overrides, id: string): Overrides {
  const own = all.find((binding) => binding.id === id);
  if (!own) return overrides;
  let next: Overrides = new Map([...overrides].filter(([name]) => name !== id));
  for (const key of own.keys)
    for (const loser of clashesOf(all, next, id, key)) next = withoutKey(all, next, loser.id, key);
  return next;
}

/** Choices as stored or imported: unknown commands and impossible keys are left out, and no two clash. */
export function readOverrides(all: readonly Binding[], stored: unknown): Overrides {
  if (typeof stored !== "object" || stored === null || Array.isArray(stored)) return new Map();
  const found = stored as Record<string, unknown>;
  const chosen = new Map<string, readonly string[]>();
  for (const { id } of all) {
    const keys = Object.hasOwn(found, id) ? found[id] : undefined;
    if (!Array.isArray(keys)) continue;
    const good = keys.filter((key): key is string => typeof key === "string" && isKept(all, id, key));
    chosen.set(id, [...new Set(good)].slice(0, 6));
  }
  let next: Overrides = new Map();
  for (const [id, keys] of chosen) next = withKeys(all, next, id, keys);
  // What a person chose goes before a default that came later; of two choices the first one stays.
  for (const [id, keys] of chosen) {
    for (const key of keys) {
      if (!keysIn(next, { id, keys, scope: "global" }).includes(key)) continue;
      for (const loser of clashesOf(all, next, id, key)) next = withoutKey(all, next, loser.id, key);
    }
  }
  return next;
}

/** A refused key may stand where it is the command's own from the start, such as Tab. */
function isKept(all: readonly Binding[], id: string, key: string): boolean {
  if (key.length > 30 || /\s/.test(key)) return false;
  return refusalOf(key) === null || (all.find((binding) => binding.id === id)?.keys.includes(key) ?? false);
}

export function writeOverrides(overrides: Overrides): string {
  return JSON.stringify({ tandem: "keys", keys: Object.fromEntries(overrides) }, null, 2);
}

/** Read an exported file; null when it is none. */
export function importOverrides(all: readonly Binding[], text: string): Overrides | null {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== "object" || found === null) return null;
    const file = found as Record<string, unknown>;
    const { keys } = file;
    if (file["tandem"] !== "keys" || typeof keys !== "object" || keys === null || Array.isArray(keys))
      return null;
    return readOverrides(all, keys);
  } catch {
    return null;
  }
}
