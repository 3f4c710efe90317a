/** All projects a person belongs to, as cards with their progress. */
import { ClipboardCheck, FolderPlus, Layers, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { fetchAssets } from "../api/portal";
import type { Project } from "../contract/contract";
import { labelColours } from "../model/palette";
import { loadProjects, projectStore } from "../state/projectStore";
import { projectPath } from "../state/routeStore";
import { NewProjectDialog } from "./NewProjectDialog";
import { showCount } from "./ui/format";
import { Chip, EmptyState, Link, ProgressBar } from "./ui/parts";

export function ProjectsPage() {
  const projects = useStore(projectStore, (state) => state.projects);
  const fault = useStore(projectStore, (state) => state.listError);
  const [making, setMaking] = useState(false);
  useEffect(() => {
    document.title = "Projects · Tandem";
    void loadProjects();
  }, []);
  return (
    <main className="page" data-testid="projects">
      <div className="page-head">
        <div>
          <h1>Projects</h1>
          <p className="muted">Each project has its own labels, pictures and people.</p>
        </div>
        <div className="row">
          <Link to="/work" className="btn">
            <ClipboardCheck size={16} aria-hidden="true" /> My work
          </Link>
          <button type="button" className="btn primary" onClick={() => setMaking(true)}>
            <Plus size={16} aria-hidden="true" /> New project
          </button>
        </div>
      </div>
      {fault && (
        <p className="notice bad">
          {fault}{" "}
          <button type="button" className="link" onClick={() => void loadProjects()}>
            Try again
          </button>
        </p>
      )}
      {projects?.length === 0 && (
        <EmptyState
          icon={Layers}
          title="No projects yet"
          action={
            <button type="button" className="btn primary" onClick={() => setMaking(true)}>
              <FolderPlus size={16} aria-hidden="true" /> Create the first one
            </button>
          }
        >
          <p>
            Name what you want to find, drop some pictures in, and the model's suggestions appear on the open
            canvas.
          </p>
        </EmptyState>
      )}
      <ul className="cards">
        {projects === null &&
          !fault &&
          ["a", "b", "c"].map((key) => <li key={key} className="card skeleton" />)}
        {projects?.map((project) => (
          <ProjectCard key={project.id} project={project} />
        ))}
      </ul>
      {making && <NewProjectDialog onClose={() => setMaking(false)} />}
    </main>
  );
}

function ProjectCard({ project }: { project: Project }) {
  const { counts } = project;
  const [thumbnails, setThumbnails] = useState<string[]>([]);
  useEffect(() => {
    let gone = false;
    fetchAssets(project.id, { limit: 4 })
      .then((page) => {
        if (!gone) setThumbnails(page.items.flatMap((asset) => asset.thumbnail_url ?? []));
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [project.id]);
  const settled = counts.ready + counts.failed;
  const colours = labelColours(project.labels);
  return (
    <li>
      <Link to={projectPath(project.id)} className="card project-card" name={project.name}>
        <div className={`card-thumbs n${Math.min(4, thumbnails.length)}`} aria-hidden="true">
          {thumbnails.slice(0, 4).map((url) => (
            <img key={url} src={url} alt="" loading="lazy" decoding="async" />
          ))}
          {thumbnails.length === 0 && (
            <span className="card-blank">{counts.assets === 0 ? "No pictures yet" : ""}</span>
          )}
        </div>
        <div className="card-body">
          <h2>{project.name}</h2>
          <p className="muted">
            {showCount(counts.assets, "picture")} · {showCount(counts.annotations, "object")}
          </p>
          <div className="label-dots">
            {project.labels.slice(0, 5).map((label) => (
              <span key={label.name} className="label-dot">
                <i style={{ background: colours.get(label.name) }} />
                {label.name}
              </span>
            ))}
            {project.labels.length > 5 && <span className="label-dot">+{project.labels.length - 5}</span>}
          </div>
          <div className="card-foot">
            {counts.pending > 0 ? (
              <>
                <ProgressBar fraction={settled / Math.max(1, counts.assets)} name="Pictures ready" />
                <span className="muted">{showCount(counts.pending, "picture")} on the way</span>
              </>
            ) : (
              <Chip tone="ghost">{showCount(counts.corrections, "correction")}</Chip>
            )}
            {counts.failed > 0 && <Chip tone="bad">{counts.failed} failed</Chip>}
            <Chip>{project.my_role}</Chip>
          </div>
        </div>
      </Link>
    </li>
  );
}
