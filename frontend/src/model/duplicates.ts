/** Words about pictures that are nearly the same. */
import type { Asset } from "../contract/contract";

const pictures = (count: number) => (count === 1 ? "1 picture" : `${count.toLocaleString("en")} pictures`);

/** What became of the others of a group: some skipped, some left because people have worked on them. */
export function toldOf(changed: number, left: number): string {
  if (changed === 0 && left === 0) return "Nothing was left to skip";
  const skipped = changed === 0 ? "Nothing skipped" : `${pictures(changed)} skipped`;
  if (left === 0) return skipped;
  return `${skipped}; ${pictures(left)} left, because somebody has worked on ${left === 1 ? "it" : "them"}`;
}

/** How many of some pictures are in a group of near-duplicates. */
export function countGrouped(ids: Iterable<string | null>, byId: ReadonlyMap<string, Asset>): number {
  let count = 0;
  for (const id of ids) if (id !== null && byId.get(id)?.duplicate_group) count += 1;
  return count;
}

/** Whether a picture counts as done already: skipping it again would change nothing. */
export const isSkipped = ({ reviewed }: Asset): boolean => reviewed === "skipped";
