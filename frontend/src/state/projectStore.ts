/** The projects of the signed-in person, and the one that is open. */
import { createStore } from "zustand/vanilla";
import { fetchProject, fetchProjects } from "../api/portal";
import type { Asset, ModelVersion, Project } from "../contract/contract";
import { labelColours } from "../model/palette";

export interface ProjectStoreState {
  readonly projects: readonly Project[] | null;
  readonly listError: string | null;
  readonly project: Project | null;
  readonly colours: ReadonlyMap<string, string>;
}

export const projectStore = createStore<ProjectStoreState>(() => ({
  projects: null,
  listError: null,
  project: null,
  colours: new Map(),
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

export function setProject(project: Project | null): void {
  projectStore.setState({ project, colours: labelColours(project?.labels ?? []) });
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

/** Move the counts that an event tells about, until the project is read again. */
export function countAsset(before: Asset | undefined, after: Asset): void {
  const { project } = projectStore.getState();
  if (!project || before?.status === after.status) return;
  const counts = { ...project.counts };
  const field = { uploaded: "pending", ready: "ready", failed: "failed" } as const;
  if (before) counts[field[before.status]] = Math.max(0, counts[field[before.status]] - 1);
  else if (after.status === "uploaded") counts.assets += 1;
  // An asset that this page never saw as uploaded was counted as pending.
  else counts.pending = Math.max(0, counts.pending - 1);
  counts[field[after.status]] += 1;
  projectStore.setState({ project: { ...project, counts } });
}

export function countCorrections(step: number): void {
  const { project } = projectStore.getState();
  if (!project) return;
  const counts = { ...project.counts, corrections: project.counts.corrections + step };
  projectStore.setState({ project: { ...project, counts } });
}

export function labelNames(): string[] {
  return projectStore.getState().project?.labels.map((label) => label.name) ?? [];
}
