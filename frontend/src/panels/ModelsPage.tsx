/** The project's model versions: which one is live, the others, and adding one. */
import { BrainCircuit, History, Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { withChampion } from "../model/loop/versions";
import { learningStore, loadFurther, loadRounds } from "../state/learningStore";
import { projectStore } from "../state/projectStore";
import { loadFurtherVersions, loadModelVersions, releasesStore } from "../state/releasesStore";
import { goBack } from "../state/verdicts";
import { AddModelVersion } from "./AddModelVersion";
import { Happened } from "./learning/Happenings";
import { Comparison } from "./models/Comparison";
import { LabelMapForm } from "./models/LabelMapForm";
import { VersionRow } from "./models/VersionRow";
import { ConfirmButton } from "./ui/ConfirmButton";
import { EmptyState } from "./ui/parts";
import { ShowMore } from "./ui/ShowMore";

const FEW = 10;
const NONE: never[] = [];

export function ModelsPage({ projectId }: { projectId: string }) {
  const read = useStore(releasesStore, (state) => state.modelVersions);
  const nextVersions = useStore(releasesStore, (state) => state.nextVersions);
  const fault = useStore(releasesStore, (state) => state.error);
  const [adding, setAdding] = useState(false);
  const [many, setMany] = useState(FEW);
  const evaluations = useStore(learningStore, (state) => state.evaluations) ?? NONE;
  const promotions = useStore(learningStore, (state) => state.promotions) ?? NONE;
  const { evaluations: further } = useStore(learningStore, (state) => state.next);
  const reading = useStore(learningStore, (state) => state.reading.has("evaluations"));
  const project = useStore(projectStore, (state) => state.project);
  const manager = project?.my_role === "manager";
  const versions = read && withChampion(read, project?.champion);
  useEffect(() => {
    void loadModelVersions(projectId);
    void loadRounds(projectId);
  }, [projectId]);
  const nameOf = (id: string | null) => {
    const known = [...(versions ?? []), ...promotions.flatMap(({ before, promoted }) => [before, promoted])];
    const version = known.find((one) => one?.id === id);
    return version ? `${version.name} ${version.version}` : id === null ? "no champion" : "a version";
  };
  const showMore = () => {
    setMany(many + FEW);
    if (many + FEW >= evaluations.length) void loadFurther("evaluations");
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
          {manager && promotions.length > 1 && (
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
          {manager && (
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
            manager={manager}
            evaluation={evaluations.find((row) => row.candidate_id === version.id)}
          />
        ))}
      </ul>
      <ShowMore
        of="versions"
        shown={nextVersions !== null}
        onMore={() => void loadFurtherVersions(projectId)}
      />
      {evaluations.length > 0 && (
        <div className="section-head">
          <h2>Comparisons at the gate</h2>
        </div>
      )}
      {evaluations.slice(0, many).map((evaluation, place) => (
        <Comparison key={evaluation.id} evaluation={evaluation} nameOf={nameOf} newest={place === 0} />
      ))}
      <ShowMore
        of="comparisons"
        shown={evaluations.length > many || further !== null}
        busy={reading}
        onMore={showMore}
      />
      <Happened projectId={projectId} versions={versions ?? NONE} />
      {manager && <LabelMapForm key={project.champion?.id} project={project} />}
      {adding && <AddModelVersion projectId={projectId} onClose={() => setAdding(false)} />}
    </main>
  );
}
