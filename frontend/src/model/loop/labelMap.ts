/** What the labels of a model are called in a project: as they are, by a label of the project, or not at all. */

export type LabelMap = Readonly<Record<string, string | null>>;

/** Where a label of a model goes: `null` leaves it out, undefined keeps its own name. */
export type Meaning = string | null | undefined;

/** The labels of a model that a person may want to call otherwise: those that the project does not have, and
 * those that the map names already. */
export function foreignLabels(
  said: readonly string[],
  ours: readonly { readonly name: string }[],
  map: LabelMap,
): string[] {
  const known = new Set(ours.map(({ name }) => name));
  return [...new Set(said)].filter((label) => !known.has(label) || Object.hasOwn(map, label));
}

export const meaningOf = (map: LabelMap, label: string): Meaning =>
  Object.hasOwn(map, label) ? map[label] : undefined;

/** The map with some labels meant otherwise; what it says of others, of other versions too, stays. */
export function withMeanings(
  map: LabelMap,
  changes: ReadonlyMap<string, Meaning>,
): Record<string, string | null> {
  const entries = new Map(Object.entries(map));
  for (const [label, meaning] of changes) {
    if (meaning === undefined) entries.delete(label);
    else entries.set(label, meaning);
  }
  return Object.fromEntries(entries);
}

const KEEP = "keep";
const OUT = "out";
const CALLED = "called ";

/** A meaning as the value of a list, in which every name of a label has to be told from the two others. */
export const writeMeaning = (meaning: Meaning): string =>
  meaning === undefined ? KEEP : meaning === null ? OUT : CALLED + meaning;

export const readMeaning = (value: string): Meaning =>
  value === KEEP ? undefined : value === OUT ? null : value.slice(CALLED.length);
