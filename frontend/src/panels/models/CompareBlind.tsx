/** Asks for a vote where the gate waits for one, and says how many there are. */
import { Scale } from "lucide-react";
import { useStore } from "zustand";
import type { Evaluation } from "../../contract/learning";
import { progressWords } from "../../model/loop/blind";
import { asksForVotes, openBlind } from "../../state/blind";
import { projectStore } from "../../state/projectStore";

export function CompareBlind({ evaluation }: { evaluation: Evaluation | undefined }) {
  // Whether a vote counts depends on who is champion, and on one's role.
  useStore(projectStore, (state) => state.project);
  if (!evaluation || !asksForVotes(evaluation)) return null;
  return (
    <button
      type="button"
      className="btn small primary"
      data-tip="Say which is better, without knowing which is which"
      onClick={() => openBlind(evaluation.id)}
    >
      <Scale size={14} aria-hidden="true" /> Compare blind:{" "}
      {progressWords(evaluation.blind, evaluation.policy.blind_votes)}
    </button>
  );
}
