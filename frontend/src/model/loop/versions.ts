/** The versions of a project as lists show them. */
import type { ModelVersion } from "../../contract/contract";

/** The champion is always there, though it may stand on a page that was not read. */
export function withChampion(
  versions: readonly ModelVersion[],
  champion: ModelVersion | null | undefined,
): readonly ModelVersion[] {
  return !champion || versions.some(({ id }) => id === champion.id) ? versions : [champion, ...versions];
}
