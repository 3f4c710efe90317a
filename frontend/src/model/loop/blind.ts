/** Comparing two versions without knowing which is which: who is waited for, how far it is, and what came of it. */
import type { SaidShape } from "../../contract/blind";
import type { BlindCount, Evaluation } from "../../contract/learning";

export const votesOf = ({ candidate, champion, equal }: BlindCount): number => candidate + champion + equal;

/** Whether the gate waits for people to compare the two; in vain once another version is champion. */
export function awaitsVotes(evaluation: Evaluation, championId: string | null | undefined): boolean {
  const { status, verdict, acted, policy, blind, champion_id: comparedWith } = evaluation;
  return (
    status === "finished" &&
    verdict === "undecided" &&
    !acted &&
    comparedWith !== null &&
    comparedWith === championId &&
    votesOf(blind) < policy.blind_votes
  );
}

/** The comparison that waits for votes longest. */
export const firstAwaited = (
  evaluations: readonly Evaluation[],
  championId: string | null | undefined,
): Evaluation | null => evaluations.findLast((row) => awaitsVotes(row, championId)) ?? null;

export const progressWords = (votes: BlindCount, wanted: number): string =>
  `${Math.min(votesOf(votes), wanted).toLocaleString("en")} of ${wanted.toLocaleString("en")}`;

/** What the votes came to, in one sentence. */
export function tellOutcome({ verdict, acted, policy }: Evaluation): string {
  if (acted) return "The votes are in: the new version won, and predicts from now on.";
  if (verdict === "promote")
    return policy.promote === "ask"
      ? "The votes are in: the new version won, and waits for a manager to promote it."
      : "The votes are in: the new version won.";
  if (verdict === "keep") return "The votes are in: the champion stays.";
  return "The votes are in, and nothing is decided yet.";
}

/** "2 cat, 1 dog", for who does not see the boxes. */
export function countShapes(shapes: readonly SaidShape[]): string {
  const counts = new Map<string, number>();
  for (const { label } of shapes) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${count} ${label}`).join(", ") || "nothing";
}
