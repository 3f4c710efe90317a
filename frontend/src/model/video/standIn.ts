/** What is shown of a frame until its pixels are there, and which pixels to ask for around it. */

/** The value nearest to `index` in an ascending list; null when the list is empty. */
export function nearest(ascending: readonly number[], index: number): number | null {
  const at = firstAtLeast(ascending, index);
  const after = ascending[at];
  const before = ascending[at - 1];
  if (after === undefined) return before ?? null;
  if (before === undefined) return after;
  return index - before <= after - index ? before : after;
}

/** The place of the first value that is not below `wanted`. */
export function firstAtLeast(ascending: readonly number[], wanted: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Frames this near to each other look alike: the one that was shown stands in for the other. */
const ALIKE = 12;

/** Which picture stands in: the one shown last, or a small one of the sprite that is nearer. */
export function standIn(
  index: number,
  shown: number | null,
  sprite: readonly number[],
): { readonly kind: "shown" } | { readonly kind: "sprite"; readonly place: number } | null {
  const near = nearest(sprite, index);
  const far = shown === null ? Number.POSITIVE_INFINITY : Math.abs(shown - index);
  if (near !== null && far > ALIKE && Math.abs(near - index) < far)
    return { kind: "sprite", place: firstAtLeast(sprite, near) };
  return shown === null ? null : { kind: "shown" };
}

/** A run of successive frames to ask for at once. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

export const PACK = 30;

/** The aligned packs that hold the frames around the playhead, the most urgent first. */
export function wantedPacks(index: number, count: number, ahead: number, behind: number): Span[] {
  const packOf = (at: number) => Math.floor(at / PACK);
  const here = packOf(index);
  const last = packOf(Math.min(count - 1, index + ahead));
  const first = packOf(Math.max(0, index - behind));
  const order: number[] = [];
  for (let pack = here; pack <= last; pack++) order.push(pack);
  for (let pack = here - 1; pack >= first; pack--) order.push(pack);
  return order.map((pack) => ({ first: pack * PACK, count: Math.min(PACK, count - pack * PACK) }));
}
