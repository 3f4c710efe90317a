/** Pauses all large files on their way into a project, or goes on with them. */
import type { Totals } from "../model/uploads/totals";
import { pauseOrResumeAll } from "../state/uploadFiles";

export function PauseAll(props: { projectId: string; totals: Totals; className: string }) {
  const { projectId, totals, className } = props;
  if (totals.pausable === 0 && totals.paused === 0) return null;
  return (
    <button type="button" className={className} onClick={() => pauseOrResumeAll(projectId)}>
      {totals.pausable > 0 ? "Pause" : "Go on"}
    </button>
  );
}
