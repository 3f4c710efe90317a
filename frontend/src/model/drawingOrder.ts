/** Who is drawn over whom, and what it takes to come in front of others or go behind them. */
import type { Described } from "../contract/contract";

export const MOST_DEPTH = 1_000;

/** Objects in the order they are drawn: by depth, those of one depth in the order they were made. */
export function inDrawingOrder<T extends Pick<Described, "z">>(items: Iterable<T>): T[] {
  const list = [...items];
  return list.some((item) => item.z !== 0) ? list.sort((a, b) => a.z - b.z) : list;
}

/** The depth in front of (or behind) everything that is not in the hand; null when it is there already. */
export function depthBeyond(
  selected: readonly Pick<Described, "z">[],
  others: readonly Pick<Described, "z">[],
  side: "front" | "back",
): number | null {
  const sign = side === "front" ? 1 : -1;
  const reach = others.reduce((most, item) => Math.max(most, item.z * sign), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(reach)) return null;
  if (selected.every((item) => item.z * sign > reach)) return null;
  return Math.min(MOST_DEPTH, reach + 1) * sign;
}

/** The ids with those of their groups. */
export function withGroups<T extends Pick<Described, "group">>(
  ids: Iterable<string>,
  items: ReadonlyMap<string, T>,
): string[] {
  const all = new Set(ids);
  const groups = new Set([...all].flatMap((id) => items.get(id)?.group ?? []));
  if (groups.size > 0) for (const [id, item] of items) if (item.group && groups.has(item.group)) all.add(id);
  return [...all];
}
