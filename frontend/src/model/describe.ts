/** What an object carries beside label and shape: applying, inverting and comparing changes of it. */
import type { AttributeValue, Changes, Described } from "../contract/contract";

export const PLAIN: Described = { attributes: {}, occluded: false, z: 0, group: null };

/** What of an annotation is described, and nothing else of it. */
export function describedOf(item: Described): Described {
  const { attributes, occluded, z, group } = item;
  return { attributes, occluded, z, group };
}

/** Make changes to what is described. */
export function applyChanges(before: Described, changes: Changes | undefined): Described {
  if (!changes) return before;
  const attributes: Record<string, AttributeValue> = { ...before.attributes };
  for (const [name, value] of Object.entries(changes.attributes ?? {})) {
    if (value === null) delete attributes[name];
    else attributes[name] = value;
  }
  return {
    attributes,
    occluded: changes.occluded ?? before.occluded,
    z: changes.z ?? before.z,
    group: changes.group === undefined ? before.group : changes.group,
  };
}

/** The changes that give back what changes take away. */
export function invertChanges(changes: Changes, before: Described): Changes {
  const answers = Object.keys(changes.attributes ?? {}).map(
    (name) => [name, before.attributes[name] ?? null] as const,
  );
  return {
    ...(changes.attributes ? { attributes: Object.fromEntries(answers) } : {}),
    ...(changes.occluded === undefined ? {} : { occluded: before.occluded }),
    ...(changes.z === undefined ? {} : { z: before.z }),
    ...(changes.group === undefined ? {} : { group: before.group }),
  };
}

/** The changes that lead from one description to another; null when they are the same. */
export function diffDescribed(from: Described, to: Described): Changes | null {
  const names = new Set([...Object.keys(from.attributes), ...Object.keys(to.attributes)]);
  const differing = [...names].filter((name) => from.attributes[name] !== to.attributes[name]);
  const changes: Changes = {
    ...(differing.length > 0
      ? { attributes: Object.fromEntries(differing.map((name) => [name, to.attributes[name] ?? null])) }
      : {}),
    ...(from.occluded === to.occluded ? {} : { occluded: to.occluded }),
    ...(from.z === to.z ? {} : { z: to.z }),
    ...(from.group === to.group ? {} : { group: to.group }),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}

/** Two changes of one object as one: the later word counts. */
export function joinChanges(first: Changes, second: Changes): Changes {
  const attributes = { ...first.attributes, ...second.attributes };
  return { ...first, ...second, ...(Object.keys(attributes).length > 0 ? { attributes } : {}) };
}

/** Whether an object still has, of what changes name, the values that it is expected to have. */
export function sameWhere(changes: Changes, a: Described, b: Described): boolean {
  const answers = Object.keys(changes.attributes ?? {});
  return (
    answers.every((name) => a.attributes[name] === b.attributes[name]) &&
    (changes.occluded === undefined || a.occluded === b.occluded) &&
    (changes.z === undefined || a.z === b.z) &&
    (changes.group === undefined || a.group === b.group)
  );
}

export function sameDescribed(a: Described, b: Described): boolean {
  return diffDescribed(a, b) === null;
}

/** A value as a person reads it. */
export function showValue(value: AttributeValue | null | undefined): string {
  if (value === null || value === undefined || value === "") return "empty";
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

/** What changes say and what an object says instead: the name, the one word, the other. */
export function opposed(changes: Changes, item: Described): [string, string, string][] {
  const said: [string, string, string][] = Object.entries(changes.attributes ?? {})
    .filter(([name, value]) => (item.attributes[name] ?? null) !== value)
    .map(([name, value]) => [name, showValue(value), showValue(item.attributes[name])]);
  if (changes.occluded !== undefined && changes.occluded !== item.occluded)
    said.push(["occluded", showValue(changes.occluded), showValue(item.occluded)]);
  if (changes.z !== undefined && changes.z !== item.z)
    said.push(["depth", String(changes.z), String(item.z)]);
  if (changes.group !== undefined && changes.group !== item.group)
    said.push(["group", changes.group ? "grouped" : "none", item.group ? "grouped" : "none"]);
  return said;
}
