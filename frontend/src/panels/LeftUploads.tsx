/** Over the list of uploads: what an earlier page left unsent, and how all of it goes on at once. */
import { Play } from "lucide-react";
import { forgetUnsent, goOnWithAll, isUnsent } from "../state/leftUploads";
import { toastError } from "../state/toastStore";
import type { Upload } from "../state/uploadsStore";
import { showCount } from "./ui/format";

export function LeftUploads({ projectId, uploads }: { projectId: string; uploads: readonly Upload[] }) {
  const left = uploads.filter(({ fate }) => fate === "interrupted");
  const unsent = left.filter(isUnsent).length;
  const opens = left.filter(({ reopens }) => reopens).length;
  const closed = left.filter((one) => isUnsent(one) && !one.reopens).length;
  if (opens === 0 && unsent === 0) return null;
  return (
    <div className="uploads-left" data-testid="uploads-left">
      <span className="muted small">
        {unsent > 0 && `${showCount(unsent, "file")} not sent before the page was left. `}
        {closed > 0 && "Choose or drop them again: nothing is sent twice."}
      </span>
      <span className="row">
        {opens > 0 && (
          <button
            type="button"
            className="btn small primary"
            onClick={() => goOnWithAll(projectId).catch(toastError)}
          >
            <Play size={14} aria-hidden="true" /> {`Go on with ${showCount(opens, "file")}`}
          </button>
        )}
        {unsent > 0 && (
          <button type="button" className="btn small" onClick={() => forgetUnsent(projectId)}>
            {`Forget ${showCount(unsent, "unsent file")}`}
          </button>
        )}
      </span>
    </div>
  );
}
