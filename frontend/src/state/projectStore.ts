/** The projects of the signed-in person, and the one that is open. */
import { createStore } from "zustand/vanilla";
import { fetchProject, fetchProjects } from "../api/portal";
import type { Label, ModelVersion, Project, ProjectCounts, SkeletonTemplate } from "../contract/contract";
import type { AnnotationCorrected, AssetEvent } from "../contract/events";
import { countAssetEvent } from "../model/assetCounts";
import { labelColours } from "../model/palette";

export interface ProjectStoreState {
  readonly projects: readonly Project[] | null;
  readonly listError: string | null;
  readonly project: Project | null;
  readonly colours: ReadonlyMap<string, string>;
  /** What the skeletons of each label are made of, where it says. */
  readonly skeletons: ReadonlyMap<string, SkeletonTemplate>;
}

export const projectStore = createStore<ProjectStoreState>(() => ({
  projects: null,
  listError: null,
  project: null,
  colours: new Map(),
  skeletons: new Map(),
}));

export async function loadProjects(): Promise<void> {
  try {
    const projects: Project[] = [];
    let after: string | null = null;
    do {
      const page = await fetchProjects(after);
      projects.push(...page.items);
      after = page.next;
    } while (after);
    projectStore.setState({ projects, listError: null });
  } catch (error) {
    projectStore.setState({
      listError: error instanceof Error ? error.message : "The projects could not be read.",
    });
  }
}

/** What recent events changed, kept because a project read meanwhile may be older than they are. */
const recent: { readonly seq: number; readonly step: CountStep }[] = [];
const KEEP_STEPS = 2_000;
type CountStep = (counts: ProjectCounts) => ProjectCounts;

/** Show a project as read; events after its number are counted on top. */
export function setProject(project: Project | null): void {
  if (project?.id !== projectStore.getState().project?.id) recent.length = 0;
  const counts =
    project &&
    recent.filter(({ seq }) => seq > project.seq).reduce((sum, { step }) => step(sum), project.counts);
  projectStore.setState({
    project: project && counts ? { ...project, counts } : null,
    colours: labelColours(project?.labels ?? []),
    skeletons: new Map(
      project?.labels.flatMap(({ name, skeleton }) => (skeleton ? [[name, skeleton] as const] : [])),
    ),
  });
}

export async function refreshProject(projectId: string): Promise<Project> {
  const project = await fetchProject(projectId);
  setProject(project);
  return project;
}

export function setChampion(champion: ModelVersion): void {
  const { project } = projectStore.getState();
  if (project) projectStore.setState({ project: { ...project, champion } });
}

/** Move the counts by a numbered event, unless the project was read after it. */
function count(seq: number, step: CountStep): void {
  recent.push({ seq, step });
  if (recent.length > KEEP_STEPS) recent.shift();
  const { project } = projectStore.getState();
  if (project && seq > project.seq)
    projectStore.setState({ project: { ...project, counts: step(project.counts) } });
}

export function countAsset(event: AssetEvent): void {
  count(event.seq, (counts) => countAssetEvent(counts, event));
}

export function countCorrection(event: AnnotationCorrected): void {
  count(event.seq, (counts) => ({ ...counts, corrections: counts.corrections + 1 }));
}

export function labelNamed(name: string): Label | undefined {
  return projectStore.getState().project?.labels.find((label) => label.name === name);
}

export function labelNames(): string[] {
  return projectStore.getState().project?.labels.map((label) => label.name) ?? [];
}
