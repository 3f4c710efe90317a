/** Opens the project of the address and shows the page that was asked for. */
import { FolderX } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { useStore } from "zustand";
import { QueueEnd } from "../panels/QueueEnd";
import { UploadDrop } from "../panels/UploadDrop";
import { EmptyState, Link } from "../panels/ui/parts";
import { openAssetStore } from "../state/openAssetStore";
import { openAsset, openProject } from "../state/projectSession";
import { projectStore } from "../state/projectStore";
import type { ProjectPage } from "../state/routeStore";
import { Workbench } from "./Workbench";

const ActivityPage = lazy(async () => ({ default: (await import("../panels/ActivityPage")).ActivityPage }));
const ChecksPage = lazy(async () => ({ default: (await import("../panels/checks/ChecksPage")).ChecksPage }));
const ConsolePage = lazy(async () => ({
  default: (await import("../panels/console/ConsolePage")).ConsolePage,
}));
const DuplicatesPage = lazy(async () => ({
  default: (await import("../panels/duplicates/DuplicatesPage")).DuplicatesPage,
}));
const ExportsPage = lazy(async () => ({ default: (await import("../panels/ExportsPage")).ExportsPage }));
const LearningPage = lazy(async () => ({
  default: (await import("../panels/learning/LearningPage")).LearningPage,
}));
const ModelsPage = lazy(async () => ({ default: (await import("../panels/ModelsPage")).ModelsPage }));
const PeoplePage = lazy(async () => ({ default: (await import("../panels/people/PeoplePage")).PeoplePage }));
const QualityPage = lazy(async () => ({
  default: (await import("../panels/quality/QualityPage")).QualityPage,
}));
const SettingsPage = lazy(async () => ({ default: (await import("../panels/SettingsPage")).SettingsPage }));
const UploadPage = lazy(async () => ({ default: (await import("../panels/UploadPage")).UploadPage }));

const WorkPage = lazy(async () => ({ default: (await import("../panels/work/WorkPage")).WorkPage }));

/** The pages beside the canvas come when they are asked for. */
const Waits = ({ children }: { children: ReactNode }) => (
  <Suspense fallback={<div className="boot" role="status" aria-label="Opening the page" />}>
    {children}
  </Suspense>
);

interface Props {
  projectId: string;
  tab: ProjectPage;
  assetId: string | null;
}

export function ProjectShell({ projectId, tab, assetId }: Props) {
  const project = useStore(projectStore, (state) => (state.project?.id === projectId ? state.project : null));
  const fault = useStore(openAssetStore, (state) => state.projectError);
  useEffect(() => void openProject(projectId), [projectId]);
  const known = project !== null;
  useEffect(() => {
    if (known) void openAsset(tab === "label" ? assetId : null);
  }, [known, tab, assetId]);
  useEffect(() => {
    if (project) document.title = `${project.name} · Tandem`;
  }, [project]);

  if (fault) {
    return (
      <EmptyState
        icon={FolderX}
        title="This project cannot be opened"
        action={
          <Link to="/" className="btn">
            All projects
          </Link>
        }
      >
        <p>{fault}</p>
      </EmptyState>
    );
  }
  if (!project) return <div className="boot" role="status" aria-label="Opening the project" />;
  return (
    <>
      {tab === "label" && <Workbench projectId={projectId} assetId={assetId} />}
      {tab === "queue" && <QueueEnd project={project} />}
      <Waits>
        {tab === "work" && <WorkPage project={project} />}
        {tab === "console" && <ConsolePage projectId={projectId} />}
        {tab === "learning" && <LearningPage projectId={projectId} />}
        {tab === "checks" && <ChecksPage projectId={projectId} />}
        {tab === "duplicates" && <DuplicatesPage projectId={projectId} />}
        {tab === "quality" && <QualityPage projectId={projectId} />}
        {tab === "upload" && <UploadPage projectId={projectId} />}
        {tab === "activity" && <ActivityPage projectId={projectId} />}
        {tab === "exports" && <ExportsPage projectId={projectId} />}
        {tab === "models" && <ModelsPage projectId={projectId} />}
        {tab === "people" && <PeoplePage project={project} />}
        {tab === "settings" && <SettingsPage project={project} />}
      </Waits>
      <UploadDrop projectId={projectId} allowed={project.my_role !== "guest"} />
    </>
  );
}
