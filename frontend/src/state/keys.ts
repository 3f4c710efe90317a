/** Names key presses and decides which command, if any, a press means. */

/** "checks" and "duplicates" are pages of their own; "brush" is the mode of a tool in hand, "video" what is open: while they last, their keys stand before all others. */
export type Scope = "global" | "project" | "editor" | "canvas" | "video" | "brush" | "checks" | "duplicates";

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const NAMES: Readonly<Record<string, string>> = {
  " ": "space",
  Escape: "esc",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** The name of a press: "mod+shift+z", "pagedown", "?". Signs carry their own shift. */
export function nameKey(press: KeyPress): string {
  const named = NAMES[press.key] ?? press.key.toLowerCase();
  const isSign = named.length === 1 && !/[a-z0-9]/.test(named);
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push("mod");
  if (press.altKey) parts.push("alt");
  if (press.shiftKey && !isSign) parts.push("shift");
  return [...parts, named].join("+");
}

/** The name of a press by its place on the keyboard, for layouts whose letters are not Latin; null where that says nothing. */
export function nameByPlace(press: KeyPress & { readonly code: string }): string | null {
  const letter = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code);
  const isLatin = press.key.length !== 1 || press.key.charCodeAt(0) < 0x250;
  return letter && !isLatin ? nameKey({ ...press, key: (letter[1] ?? letter[2] ?? "").toLowerCase() }) : null;
}

const SHOWN: Readonly<Record<string, string>> = {
  mod: "Ctrl",
  shift: "Shift",
  alt: "Alt",
  esc: "Esc",
  space: "Space",
  left: "←",
  right: "→",
  up: "↑",
  down: "↓",
  pagedown: "Page Down",
  pageup: "Page Up",
  home: "Home",
  end: "End",
  delete: "Del",
  backspace: "Backspace",
  enter: "Enter",
  tab: "Tab",
};

/** The parts of a key name as a person reads them. */
export function showKey(name: string): string[] {
  const parts = name === "+" ? ["+"] : name.split("+");
  return parts.map(
    (part) => SHOWN[part] ?? (part.length === 1 || /^f\d+$/.test(part) ? part.toUpperCase() : part),
  );
}

export interface Binding {
  readonly id: string;
  readonly keys: readonly string[];
  readonly scope: Scope;
}

const CONTAINS: Readonly<Record<Scope, readonly Scope[]>> = {
  global: ["global", "project", "editor", "canvas", "checks", "duplicates"],
  project: ["project", "editor", "canvas", "checks", "duplicates"],
  editor: ["editor", "canvas"],
  canvas: ["canvas"],
  video: ["video"],
  brush: ["brush"],
  checks: ["checks"],
  duplicates: ["duplicates"],
};

/** Whether there is a moment when both scopes are active. */
export function doScopesMeet(a: Scope, b: Scope): boolean {
  return CONTAINS[a].includes(b) || CONTAINS[b].includes(a);
}

/** Pairs of commands that answer the same key in scopes active at the same time. */
export function findClashes(bindings: readonly Binding[]): string[] {
  const clashes: string[] = [];
  bindings.forEach((a, index) => {
    for (const b of bindings.slice(index + 1)) {
      if (!doScopesMeet(a.scope, b.scope)) continue;
      for (const key of a.keys) if (b.keys.includes(key)) clashes.push(`${key}: ${a.id} and ${b.id}`);
    }
  });
  return clashes;
}
