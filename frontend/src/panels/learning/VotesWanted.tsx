/** Says that the gate waits for people's eyes, and lets them vote. */
import { useStore } from "zustand";
import type { Evaluation } from "../../contract/learning";
import { firstAwaited } from "../../model/loop/blind";
import { projectStore } from "../../state/projectStore";
import { CompareBlind } from "../models/CompareBlind";

export function VotesWanted({ evaluations }: { evaluations: readonly Evaluation[] }) {
  const championId = useStore(projectStore, (state) => state.project?.champion?.id);
  const awaited = firstAwaited(evaluations, championId);
  if (!awaited) return null;
  return (
    <div className="votes-wanted card" role="status">
      <span>
        <strong>A new version waits for people.</strong>{" "}
        <span className="muted">
          Say on a few pictures which predictions are better, without knowing whose they are.
        </span>
      </span>
      <CompareBlind evaluation={awaited} />
    </div>
  );
}
