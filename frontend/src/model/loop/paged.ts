/** Lists that are read page by page, the newest first, and of which new entries and changes arrive meanwhile. */

interface Entry {
  readonly id: string;
}

export interface Paged<T> {
  readonly items: readonly T[];
  /** The cursor of the page after the last one read; null when that was the last. */
  readonly next: string | null;
}

const newestFirst = <T extends Entry>(items: Iterable<T>): T[] =>
  [...items].sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));

const joined = <T extends Entry>(...lists: readonly (readonly T[])[]): T[] =>
  newestFirst(new Map(lists.flat().map((item) => [item.id, item])).values());

/** Read the first page again: what was read behind it stays, unless there may be a gap between the two. */
export function joinFirst<T extends Entry>(known: Paged<T> | null, page: Paged<T>): Paged<T> {
  const items = newestFirst(page.items);
  const end = items.at(-1)?.id ?? "";
  const before = known?.items ?? [];
  const behind = before.filter((item) => item.id < end);
  if (page.next === null || behind.length === 0 || behind.length === before.length)
    return { items, next: page.next };
  return { items: [...items, ...behind], next: known?.next ?? null };
}

/** Take the page that follows. */
export function joinNext<T extends Entry>(known: Paged<T>, page: Paged<T>): Paged<T> {
  return { items: joined(known.items, page.items), next: page.next };
}

/** Take one entry, new or changed; one that lies behind the last page read comes with its own page. */
export function putEntry<T extends Entry>(known: Paged<T> | null, item: T): Paged<T> {
  if (!known) return { items: [item], next: null };
  const end = known.items.at(-1)?.id ?? "";
  return known.next !== null && item.id < end ? known : { ...known, items: joined(known.items, [item]) };
}

/** The moment since which every list is whole: what is older waits for further pages of the others. */
export function wholeSince(
  lists: readonly { readonly next: string | null; readonly oldest: string }[],
): string {
  return lists.reduce((since, { next, oldest }) => (next !== null && oldest > since ? oldest : since), "");
}
