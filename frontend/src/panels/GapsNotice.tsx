/** What is missing before the picture can be finished: each entry leads to its object and its field. */
import { X } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import { findGaps } from "../model/attributes";
import { gapsStore, goToGap, showGaps } from "../state/gapsStore";
import { projectStore } from "../state/projectStore";
import { showCount } from "./ui/format";
import { useOpenFrame } from "./ui/useOpenFrame";

export function GapsNotice() {
  const told = useStore(gapsStore, (state) => state.gaps);
  const labels = useStore(projectStore, (state) => state.project?.labels);
  const annotations = useOpenFrame()?.annotations ?? null;
  const left = useMemo(() => {
    if (told.length === 0 || !annotations) return [];
    return findGaps(annotations.values(), labels ?? []);
  }, [told, annotations, labels]);
  if (left.length === 0) return null;
  return (
    <aside className="gaps-notice" aria-label="Missing attributes" data-testid="gaps" role="status">
      <header>
        <strong>{showCount(left.length, "answer is", "answers are")} missing</strong>
        <button type="button" className="icon-btn tiny" aria-label="Close" onClick={() => showGaps([])}>
          <X size={14} aria-hidden="true" />
        </button>
      </header>
      <ul>
        {left.slice(0, 50).map((gap) => (
          <li key={`${gap.annotationId} ${gap.name}`}>
            <button type="button" className="link" onClick={() => goToGap(gap)}>
              {gap.label}: {gap.name}
            </button>
          </li>
        ))}
      </ul>
      {left.length > 50 && <p className="muted small">and {left.length - 50} more</p>}
    </aside>
  );
}
