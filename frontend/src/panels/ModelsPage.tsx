/** The project's model versions: which one is live, the others, and adding one. */
import { BrainCircuit, Rocket, Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { promoteModelVersion } from "../api/portal";
import type { ModelVersion } from "../contract/contract";
import { PROMPT_TASK } from "../model/ghostLayers";
import { mayReview } from "../state/editor";
import { setChampion } from "../state/projectStore";
import { loadModelVersions, putModelVersion, releasesStore } from "../state/releasesStore";
import { toast, toastError } from "../state/toastStore";
import { AddModelVersion } from "./AddModelVersion";
import { showCount, showMoment } from "./ui/format";
import { Chip, EmptyState, type Tone } from "./ui/parts";

const TONES: Readonly<Record<ModelVersion["status"], Tone>> = {
  champion: "good",
  candidate: "live",
  archived: "plain",
  refused: "bad",
};

export function ModelsPage({ projectId }: { projectId: string }) {
  const versions = useStore(releasesStore, (state) => state.modelVersions);
  const fault = useStore(releasesStore, (state) => state.error);
  const [adding, setAdding] = useState(false);
  useEffect(() => void loadModelVersions(projectId), [projectId]);
  return (
    <main className="page" data-testid="models">
      <div className="page-head">
        <div>
          <h1>Models</h1>
          <p className="muted">
            The champion predicts every new picture. A promotion reaches every open canvas at once.
          </p>
        </div>
        {mayReview() && (
          <button type="button" className="btn primary" onClick={() => setAdding(true)}>
            <Upload size={16} aria-hidden="true" /> Add a version
          </button>
        )}
      </div>
      {fault && <p className="notice bad">{fault}</p>}
      {versions?.length === 0 && (
        <EmptyState icon={BrainCircuit} title="No model yet">
          <p>Add an ONNX file with its manifest, and predictions appear on new pictures.</p>
        </EmptyState>
      )}
      <ul className="rows">
        {versions?.map((version) => (
          <VersionRow key={version.id} version={version} />
        ))}
      </ul>
      {adding && <AddModelVersion projectId={projectId} onClose={() => setAdding(false)} />}
    </main>
  );
}

function VersionRow({ version }: { version: ModelVersion }) {
  const [busy, setBusy] = useState(false);
  const prompted = version.task === PROMPT_TASK;
  const promote = async () => {
    setBusy(true);
    try {
      const promoted = await promoteModelVersion(version.id);
      putModelVersion(promoted);
      setChampion(promoted);
      toast(`${promoted.name} ${promoted.version} is now live.`, "good");
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="row-card">
      <div className="row-main">
        <strong>
          {version.title || version.name} <span className="muted">{version.version}</span>
        </strong>
        <span className="muted small">
          {[
            version.task,
            !prompted && showCount(version.labels.length, "label"),
            !prompted && `shows from ${Math.round(version.thresholds.show * 100)}%`,
            version.licence,
            showMoment(version.created_at),
            version.sha256 && `sha256 ${version.sha256.slice(0, 10)}`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        <span className="label-dots">
          {version.labels.slice(0, 12).map((label) => (
            <span key={label} className="label-dot">
              {label}
            </span>
          ))}
          {version.labels.length > 12 && <span className="label-dot">+{version.labels.length - 12}</span>}
        </span>
      </div>
      {prompted ? (
        <Chip tone="ghost" tip="Answers where a person points, with the tool Magic">
          prompts
        </Chip>
      ) : (
        <Chip tone={TONES[version.status]}>{version.status}</Chip>
      )}
      {mayReview() && !prompted && (version.status === "candidate" || version.status === "archived") && (
        <button type="button" className="btn small" disabled={busy} onClick={() => void promote()}>
          <Rocket size={14} aria-hidden="true" /> Promote
        </button>
      )}
    </li>
  );
}
