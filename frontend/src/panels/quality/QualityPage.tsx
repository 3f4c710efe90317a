/** How far people agree, what several say of one picture, and the pictures of known truth. */
import { useEffect } from "react";
import { useStore } from "zustand";
import { projectStore } from "../../state/projectStore";
import { followQuality, type QualityView, qualityStore, reread, showView } from "../../state/quality";
import { projectPath } from "../../state/routeStore";
import { Link } from "../ui/parts";
import { AgreementView } from "./AgreementView";
import { PanelsView } from "./PanelsView";
import { TruthsView } from "./TruthsView";

const VIEWS: readonly { view: QualityView; name: string }[] = [
  { view: "agreement", name: "Figures" },
  { view: "panels", name: "Several people" },
  { view: "truths", name: "Known truth" },
];

export function QualityPage({ projectId }: { projectId: string }) {
  const { view, quality, error } = useStore(qualityStore);
  const role = useStore(projectStore, ({ project }) => project?.my_role);
  const may = role === "manager" || role === "reviewer";
  useEffect(() => (may ? followQuality(projectId) : undefined), [projectId, may]);
  const counts = quality?.panels;
  const told: Readonly<Record<QualityView, number | null>> = {
    agreement: null,
    panels: counts ? (counts["answered"] ?? 0) : null,
    truths: quality ? quality.truths : null,
  };
  return (
    <main className="page quality" data-testid="quality">
      <div className="page-head">
        <div>
          <h1>Quality</h1>
          <p className="muted">
            How far people agree, with each other and with known truth.{" "}
            <Link to={projectPath(projectId, "settings")}>What is measured is set in the settings.</Link>
          </p>
        </div>
        {may && (
          <div className="segments" role="group" aria-label="What is shown">
            {VIEWS.map((entry) => (
              <button
                key={entry.view}
                type="button"
                aria-pressed={view === entry.view}
                onClick={() => showView(entry.view)}
              >
                {entry.name}
                {told[entry.view] ? <span className="count"> {told[entry.view]}</span> : null}
              </button>
            ))}
          </div>
        )}
      </div>
      {!may && <p className="notice">Reviewers and managers see these figures.</p>}
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void reread()}>
            Try again
          </button>
        </p>
      )}
      {may && !quality && !error && <p className="muted">Reading the figures…</p>}
      {may && quality && view === "agreement" && <AgreementView quality={quality} />}
      {may && view === "panels" && <PanelsView />}
      {may && view === "truths" && <TruthsView projectId={projectId} />}
    </main>
  );
}
