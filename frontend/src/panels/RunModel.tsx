/** Running a model on this picture now: which version, on all of it or a part, and what came of it. */
import { BrainCircuit, Scan, SquareDashedMousePointer, X } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useStore } from "zustand";
import { PROMPT_TASK } from "../model/ghostLayers";
import { withChampion } from "../model/loop/versions";
import { isUnfinished, jobsStore } from "../state/jobsStore";
import { projectStore } from "../state/projectStore";
import { loadModelVersions, releasesStore } from "../state/releasesStore";
import { chooseRegion, runModel, runStore } from "../state/runModel";
import { uiStore } from "../state/uiStore";
import { ProgressBar } from "./ui/parts";
import { useOpenFrame } from "./ui/useOpenFrame";

export function RunModel({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false);
  const titleId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (open) panel.current?.querySelector("select")?.focus();
  }, [open]);
  return (
    <div className="run-model">
      <button
        ref={button}
        type="button"
        className="btn small"
        aria-expanded={open}
        aria-haspopup="dialog"
        data-tip="Run a model on this picture now"
        onClick={() => (open ? close() : setOpen(true))}
      >
        <BrainCircuit size={14} aria-hidden="true" /> Run model
      </button>
      {open && (
        <div
          ref={panel}
          className="run-panel"
          role="dialog"
          aria-labelledby={titleId}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            close();
          }}
        >
          <div className="run-head">
            <h3 id={titleId}>Run a model now</h3>
            <button type="button" className="icon-btn small" aria-label="Close" onClick={close}>
              <X size={15} aria-hidden="true" />
            </button>
          </div>
          <RunChoice projectId={projectId} />
          <RunOutcome />
        </div>
      )}
    </div>
  );
}

function RunChoice({ projectId }: { projectId: string }) {
  const versions = useStore(releasesStore, (state) => state.modelVersions);
  const champion = useStore(projectStore, (state) => state.project?.champion ?? null);
  const chosen = useStore(runStore, (state) => state.versionId);
  const choosing = useStore(runStore, (state) => state.choosing);
  useEffect(() => void loadModelVersions(projectId), [projectId]);
  const usable = withChampion(versions ?? [], champion).filter(
    (version) => version.task !== PROMPT_TASK && version.status !== "refused",
  );
  const versionId =
    usable.find(({ id }) => id === chosen)?.id ??
    usable.find(({ id }) => id === champion?.id)?.id ??
    usable[0]?.id ??
    null;
  if (!versionId) return <p className="muted small">This project has no model that can run.</p>;
  const start = (region: boolean) => {
    runStore.setState({ versionId });
    if (region) chooseRegion();
    else void runModel(versionId, null);
  };
  return (
    <>
      <label className="field">
        <span>Version</span>
        <select value={versionId} onChange={(event) => runStore.setState({ versionId: event.target.value })}>
          {usable.map((version) => (
            <option key={version.id} value={version.id}>
              {version.name} {version.version}
              {version.id === champion?.id ? " (live)" : ""}
            </option>
          ))}
        </select>
      </label>
      <div className="run-acts">
        <button type="button" className="btn small" onClick={() => start(false)}>
          <Scan size={14} aria-hidden="true" /> Whole picture
        </button>
        <button type="button" className="btn small" aria-pressed={choosing} onClick={() => start(true)}>
          <SquareDashedMousePointer size={14} aria-hidden="true" /> A region
        </button>
      </div>
      {choosing && (
        <p className="muted small" role="status">
          Drag the region on the picture. Esc leaves it.
        </p>
      )}
    </>
  );
}

function RunOutcome() {
  const { jobId, frameId, startedVersionId } = useStore(runStore);
  const job = useStore(jobsStore, (state) => state.jobs?.find((known) => known.id === jobId) ?? null);
  const frame = useOpenFrame();
  const threshold = useStore(uiStore, (state) => state.threshold);
  if (!job || !frame || frame.frame.id !== frameId) return null;
  if (isUnfinished(job)) {
    return (
      <ProgressBar fraction={null} name={job.status === "queued" ? "Waiting for a worker" : "Running"} />
    );
  }
  if (job.status !== "finished") {
    return (
      <p className="fault" role="alert">
        {job.reason ?? `The run was ${job.status}.`}
      </p>
    );
  }
  const own = [...frame.predictions.values()].filter((ghost) => ghost.model_version_id === startedVersionId);
  const below = own.filter((ghost) => ghost.score < threshold).length;
  return (
    <p className="small" role="status" data-testid="run-outcome">
      {own.length === 0 ? "It sees nothing here." : `${own.length} ghosts of this version stand here`}
      {below > 0 ? `, ${below} of them below the threshold.` : own.length > 0 ? "." : ""}
    </p>
  );
}
