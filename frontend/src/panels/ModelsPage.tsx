/** The project's model versions: which one is live, the others, and adding one. */
import { BrainCircuit, History, Rocket, Scale, Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { ModelVersion } from "../contract/contract";
import { PROMPT_TASK } from "../model/ghostLayers";
import { tellHappenings } from "../model/loop/figures";
import { learningStore, loadRounds } from "../state/learningStore";
import { projectStore } from "../state/projectStore";
import { loadModelVersions, releasesStore } from "../state/releasesStore";
import { compare, goBack, promote } from "../state/verdicts";
import { AddModelVersion } from "./AddModelVersion";
import { Happenings } from "./learning/Happenings";
import { Comparison } from "./models/Comparison";
import { LabelMapForm } from "./models/LabelMapForm";
import { ConfirmButton } from "./ui/ConfirmButton";
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
  const evaluations = useStore(learningStore, (state) => state.evaluations) ?? [];
  const promotions = useStore(learningStore, (state) => state.promotions) ?? [];
  const project = useStore(projectStore, (state) => state.project);
  const owner = project?.my_role === "owner";
  useEffect(() => {
    void loadModelVersions(projectId);
    void loadRounds(projectId);
  }, [projectId]);
  const nameOf = (id: string | null) => {
    const version = versions?.find((known) => known.id === id);
    return version ? `${version.name} ${version.version}` : id === null ? "no champion" : "a version";
  };
  return (
    <main className="page" data-testid="models">
      <div className="page-head">
        <div>
          <h1>Models</h1>
          <p className="muted">
            The champion predicts every new picture. A promotion reaches every open canvas at once.
          </p>
        </div>
        <div className="row">
          {owner && promotions.length > 1 && (
            <ConfirmButton
              asks
              name="Roll back to the version before"
              question="Roll back?"
              questionName="Really roll back to the version before"
              tip="The version before predicts again; nothing is deleted"
              className="btn"
              onConfirm={() => void goBack(projectId)}
            >
              <History size={16} aria-hidden="true" /> Roll back
            </ConfirmButton>
          )}
          {owner && (
            <button type="button" className="btn primary" onClick={() => setAdding(true)}>
              <Upload size={16} aria-hidden="true" /> Add a version
            </button>
          )}
        </div>
      </div>
      {fault && <p className="notice bad">{fault}</p>}
      {versions?.length === 0 && (
        <EmptyState icon={BrainCircuit} title="No model yet">
          <p>Add an ONNX file with its manifest, and predictions appear on new pictures.</p>
        </EmptyState>
      )}
      <ul className="rows">
        {versions?.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            parent={version.parent_id ? nameOf(version.parent_id) : null}
            projectId={projectId}
            owner={owner}
          />
        ))}
      </ul>
      {owner && <LabelMapForm key={project.champion?.id} project={project} />}
      {evaluations.length > 0 && (
        <div className="section-head">
          <h2>Comparisons at the gate</h2>
        </div>
      )}
      {evaluations.slice(0, 10).map((evaluation) => (
        <Comparison key={evaluation.id} evaluation={evaluation} nameOf={nameOf} />
      ))}
      <Happenings projectId={projectId} rows={tellHappenings(promotions, evaluations, versions ?? [])} />
      {adding && <AddModelVersion projectId={projectId} onClose={() => setAdding(false)} />}
    </main>
  );
}

interface RowProps {
  version: ModelVersion;
  parent: string | null;
  projectId: string;
  owner: boolean;
}

function VersionRow({ version, parent, projectId, owner }: RowProps) {
  const [busy, setBusy] = useState(false);
  const prompted = version.task === PROMPT_TASK;
  const act = async (doing: Promise<void>) => {
    setBusy(true);
    await doing;
    setBusy(false);
  };
  return (
    <li className="row-card" id={version.id}>
      <div className="row-main">
        <strong>
          {version.title || version.name} <span className="muted">{version.version}</span>
        </strong>
        <span className="muted small">
          {[
            version.task,
            parent && `made of ${parent}`,
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
      {owner && !prompted && version.status !== "champion" && (
        <button
          type="button"
          className="btn small"
          disabled={busy}
          data-tip="Measure it beside the champion on the held-out frames"
          onClick={() => void act(compare(projectId, version.id))}
        >
          <Scale size={14} aria-hidden="true" /> Compare
        </button>
      )}
      {owner && !prompted && (version.status === "candidate" || version.status === "archived") && (
        <button
          type="button"
          className="btn small"
          disabled={busy}
          onClick={() => void act(promote(version.id, projectId))}
        >
          <Rocket size={14} aria-hidden="true" /> Promote
        </button>
      )}
    </li>
  );
}
