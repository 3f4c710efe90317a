/** What one set of objects has that another has not: added, moved, renamed, removed. */
import type { Shape } from "../../contract/contract";
import { shapeBounds } from "../geometry";

export interface Thing {
  readonly id: string;
  readonly label: string;
  readonly shape: Shape;
  /** The prediction that an object was made of, where the other set is a model's. */
  readonly from?: string | null;
}

export type DifferenceKind = "added" | "moved" | "renamed" | "removed";

export interface Difference<B extends Thing = Thing, A extends Thing = Thing> {
  readonly kind: DifferenceKind;
  readonly before: B | null;
  readonly after: A | null;
  /** The overlap of before and after: 1 where nothing moved. */
  readonly overlap: number | null;
}

/** Above this overlap nothing is said to have moved. */
const STAYS = 0.995;
/** From this overlap on two are the same thing though nothing else says so. */
const SAME = 0.5;
const ORDER: readonly DifferenceKind[] = ["removed", "added", "renamed", "moved"];

export function overlapOf(one: Shape, other: Shape): number {
  const a = shapeBounds(one);
  const b = shapeBounds(other);
  if (!a || !b) return one.type === other.type ? 1 : 0;
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width < 0 || height < 0) return 0;
  const shared = width * height;
  const whole = a.width * a.height + b.width * b.height - shared;
  return whole > 0 ? shared / whole : 1;
}

/** Two sets, thing by thing: by their ids, by what they were made of, and else by how they overlap. */
export function compareSets<B extends Thing, A extends Thing>(
  before: readonly B[],
  after: readonly A[],
): Difference<B, A>[] {
  const left = new Map(before.map((thing) => [thing.id, thing]));
  const pairs: [B, A][] = [];
  const fresh: A[] = [];
  for (const thing of after) {
    const same = left.get(thing.id) ?? (thing.from ? left.get(thing.from) : undefined);
    if (same) {
      left.delete(same.id);
      pairs.push([same, thing]);
    } else fresh.push(thing);
  }
  const near = fresh
    .flatMap((thing) =>
      [...left.values()].map((was) => ({ was, thing, overlap: overlapOf(was.shape, thing.shape) })),
    )
    .filter(({ overlap }) => overlap >= SAME)
    .sort(
      (a, b) =>
        Number(b.was.label === b.thing.label) - Number(a.was.label === a.thing.label) ||
        b.overlap - a.overlap,
    );
  const paired = new Set<string>();
  for (const { was, thing } of near) {
    if (!left.has(was.id) || paired.has(thing.id)) continue;
    left.delete(was.id);
    paired.add(thing.id);
    pairs.push([was, thing]);
  }
  const found: Difference<B, A>[] = [
    ...[...left.values()].map((was) => ({
      kind: "removed" as const,
      before: was,
      after: null,
      overlap: null,
    })),
    ...fresh
      .filter(({ id }) => !paired.has(id))
      .map((thing) => ({ kind: "added" as const, before: null, after: thing, overlap: null })),
  ];
  for (const [was, thing] of pairs) {
    const overlap = overlapOf(was.shape, thing.shape);
    if (was.label !== thing.label) found.push({ kind: "renamed", before: was, after: thing, overlap });
    else if (overlap < STAYS) found.push({ kind: "moved", before: was, after: thing, overlap });
  }
  return found.sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.overlap ?? 0) - (b.overlap ?? 0),
  );
}

export function tellDifference({ kind, before, after, overlap }: Difference): string {
  const percent = `${Math.round((overlap ?? 0) * 100)} %`;
  switch (kind) {
    case "added":
      return `${after?.label}: added`;
    case "removed":
      return `${before?.label}: removed`;
    case "renamed":
      return `${before?.label} → ${after?.label}${(overlap ?? 1) < STAYS ? `, overlap ${percent}` : ""}`;
    case "moved":
      return `${after?.label}: moved, overlap ${percent}`;
  }
}
