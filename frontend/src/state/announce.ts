/** Puts into words what is selected, for people who hear the page. */
import type { FrameState } from "../model/frameState";
import { shapeBounds } from "../model/geometry";

const KINDS: Readonly<Record<string, string>> = { points: "points", tag: "tag of the whole picture" };

/** "cat, box, 40 by 30 pixels at 10, 20"; "3 objects selected: 2 cat, 1 cup"; empty for nothing. */
export function describeSelection(frame: FrameState | null, ids: ReadonlySet<string>): string {
  if (!frame || ids.size === 0) return "";
  const found = [...ids].flatMap((id) => frame.annotations.get(id) ?? frame.predictions.get(id) ?? []);
  const [only] = found;
  if (!only) return "";
  if (found.length === 1) {
    const ghost = frame.predictions.get(only.id);
    const { shape, label } = only;
    const bounds = shapeBounds(shape);
    const place = bounds
      ? `, ${Math.round(bounds.width)} by ${Math.round(bounds.height)} pixels at ${Math.round(bounds.x)}, ${Math.round(bounds.y)}`
      : "";
    const about = ghost ? `Ghost ${label}, ${Math.round(ghost.score * 100)} percent` : label;
    return `${about}, ${KINDS[shape.type] ?? shape.type}${place}`;
  }
  const counts = new Map<string, number>();
  for (const { label } of found) counts.set(label, (counts.get(label) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 4);
  return `${found.length} objects selected: ${most.map(([label, count]) => `${count} ${label}`).join(", ")}`;
}
