/** Naming people in a text: which name is being written, and whom it may mean. */

/** The `@name` that the caret stands in: where it begins, and what of it is written. */
export function mentionAt(text: string, caret: number): { start: number; begun: string } | null {
  const found = /(?:^|[^\w@])@([\p{L}\p{N}_.+-]*)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const begun = found[1] ?? "";
  return { start: caret - begun.length - 1, begun };
}

/** The people whose names go on as begun, those that begin so before those that hold it. */
export function namesFor(begun: string, names: readonly string[], most = 6): string[] {
  const asked = begun.toLowerCase();
  const begins = names.filter((name) => name.toLowerCase().startsWith(asked));
  const holds = names.filter((name) => !begins.includes(name) && name.toLowerCase().includes(asked));
  return [...begins, ...holds].slice(0, most);
}

/** Put a name in place of what was begun; the caret stands behind it. */
export function completeMention(
  text: string,
  start: number,
  caret: number,
  name: string,
): { text: string; caret: number } {
  const rest = text.slice(caret).replace(/^ /, "");
  const before = `${text.slice(0, start)}@${name} `;
  return { text: before + rest, caret: before.length };
}
