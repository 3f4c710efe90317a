/** The model's part: which version speaks, how sure it must be, and taking it all at once. */
import { CheckCheck, Eye, EyeOff } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import { saidOnce } from "../model/ghostLayers";
import { ghostsAbove, thresholdForAll } from "../model/ghosts";
import { mayEdit } from "../state/editor";
import { projectStore } from "../state/projectStore";
import { setThreshold, uiStore } from "../state/uiStore";
import { GhostLayers } from "./GhostLayers";
import { RunModel } from "./RunModel";
import { CommandButton } from "./ui/CommandButton";
import { showPercent } from "./ui/format";
import { useOpenFrame } from "./ui/useOpenFrame";

export function GhostPanel({ projectId }: { projectId: string }) {
  const champion = useStore(projectStore, (state) => state.project?.champion ?? null);
  const threshold = useStore(uiStore, (state) => state.threshold);
  const shown = useStore(uiStore, (state) => state.ghostsShown);
  const frame = useOpenFrame();
  const hidden = useStore(uiStore, (state) => state.hiddenVersions);
  const above = useMemo(
    () => (frame ? ghostsAbove(frame, threshold, hidden).length : 0),
    [frame, threshold, hidden],
  );
  const main = useStore(uiStore, (state) => state.mainVersions);
  const taken = useMemo(
    () => (frame ? saidOnce(ghostsAbove(frame, threshold, hidden), main).length : 0),
    [frame, threshold, hidden, main],
  );
  const all = useMemo(() => (frame ? ghostsAbove(frame, 0, hidden).length : 0), [frame, hidden]);
  const version = frame?.versions.find(({ id }) => main.has(id)) ?? frame?.modelVersion ?? champion;
  return (
    <section className="panel" aria-labelledby="ghosts-title">
      <h2 id="ghosts-title">
        Ghosts
        {version ? (
          <span
            className="badge"
            data-testid="model-version"
            data-tip={`Predictions by ${version.name} ${version.version}`}
            data-note={
              champion?.id === version.id
                ? "The version that is live in this project."
                : "An earlier version; a newer one may follow."
            }
          >
            <i aria-hidden="true" />
            {version.name} {version.version}
          </span>
        ) : (
          <span className="badge off">no model yet</span>
        )}
      </h2>
      <div className="threshold">
        <label htmlFor="threshold">At least</label>
        <input
          id="threshold"
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={threshold}
          aria-valuetext={`${Math.round(threshold * 100)} percent`}
          data-tip="Hide ghosts the model is less sure of"
          data-keys=", ."
          style={{ "--at": `${threshold * 100}%` } as React.CSSProperties}
          onChange={(event) => setThreshold(projectId, Number(event.target.value))}
        />
        <output htmlFor="threshold">{showPercent(threshold)}</output>
      </div>
      {frame && above === 0 && all > 0 && (
        <p className="ghosts-below" role="status" data-testid="ghosts-below">
          No predictions above {showPercent(threshold)}, {all} below.{" "}
          <button
            type="button"
            className="link"
            onClick={() => {
              setThreshold(projectId, thresholdForAll(frame, hidden));
              uiStore.setState({ ghostsShown: true });
            }}
          >
            Lower to {showPercent(thresholdForAll(frame, hidden))} and show {all === 1 ? "it" : "them"}
          </button>
        </p>
      )}
      {frame && frame.versions.length > 1 && <GhostLayers frame={frame} threshold={threshold} />}
      <div className="ghost-acts">
        <CommandButton
          command="ghost.acceptAll"
          icon={CheckCheck}
          label={taken > 0 ? `Accept ${taken}` : "Accept all"}
          className="btn small"
          disabled={above === 0 || !mayEdit()}
        />
        <span className="muted small">
          {all > above && above > 0 ? `${all - above} below the line` : all === 0 ? "none undecided" : ""}
        </span>
        <CommandButton command="ghost.toggle" icon={shown ? Eye : EyeOff} pressed={shown} />
      </div>
      {frame && mayEdit() && <RunModel projectId={projectId} />}
    </section>
  );
}
