/** What leaves the project: snapshots and exports; and what comes back: model versions. */
import { createStore } from "zustand/vanilla";
import { fetchExports, fetchModelVersions, fetchSnapshots } from "../api/portal";
import type { Export, ModelVersion, Snapshot } from "../contract/contract";
import { joinFirst, joinNext, type Paged, putEntry } from "../model/loop/paged";

export interface ReleasesState {
  readonly snapshots: readonly Snapshot[] | null;
  readonly exports: readonly Export[] | null;
  readonly modelVersions: readonly ModelVersion[] | null;
  /** Where the list of versions goes on. */
  readonly nextVersions: string | null;
  readonly error: string | null;
}

const empty: ReleasesState = {
  snapshots: null,
  exports: null,
  modelVersions: null,
  nextVersions: null,
  error: null,
};

export const releasesStore = createStore<ReleasesState>(() => empty);

export function clearReleases(): void {
  releasesStore.setState(empty);
}

const newestFirst = <T extends { created_at: string | null }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => ((a.created_at ?? "") < (b.created_at ?? "") ? 1 : -1));

function say(error: unknown): void {
  releasesStore.setState({ error: error instanceof Error ? error.message : "The list could not be read." });
}

export async function loadReleases(projectId: string): Promise<void> {
  try {
    const [snapshots, exports] = await Promise.all([fetchSnapshots(projectId), fetchExports(projectId)]);
    releasesStore.setState({
      snapshots: newestFirst(snapshots.items),
      exports: newestFirst(exports.items),
      error: null,
    });
  } catch (error) {
    say(error);
  }
}

export async function loadModelVersions(projectId: string): Promise<void> {
  try {
    putVersions(joinFirst(versions(), await fetchModelVersions(projectId)));
  } catch (error) {
    say(error);
  }
}

/** A version was refused, or the like: who has the list open reads it again. */
export function versionsMoved(projectId: string): void {
  if (releasesStore.getState().modelVersions) void loadModelVersions(projectId);
}

/** Read the next page of versions. */
export async function loadFurtherVersions(projectId: string): Promise<void> {
  const { nextVersions } = releasesStore.getState();
  if (nextVersions === null) return;
  try {
    const page = await fetchModelVersions(projectId, nextVersions);
    // Another project, or another page by now.
    if (releasesStore.getState().nextVersions === nextVersions) putVersions(joinNext(versions(), page));
  } catch (error) {
    say(error);
  }
}

function versions(): Paged<ModelVersion> {
  const { modelVersions, nextVersions } = releasesStore.getState();
  return { items: modelVersions ?? [], next: nextVersions };
}

const putVersions = ({ items, next }: Paged<ModelVersion>): void =>
  releasesStore.setState({ modelVersions: items, nextVersions: next, error: null });

function upsert<T extends { id: string; created_at: string | null }>(
  list: readonly T[] | null,
  item: T,
): T[] {
  return newestFirst([item, ...(list ?? []).filter((known) => known.id !== item.id)]);
}

export function putSnapshot(snapshot: Snapshot): void {
  releasesStore.setState({ snapshots: upsert(releasesStore.getState().snapshots, snapshot) });
}

export function putExport(item: Export): void {
  releasesStore.setState({ exports: upsert(releasesStore.getState().exports, item) });
}

/** Take a registered or promoted version; a new champion retires the one before. */
export function putModelVersion(version: ModelVersion): void {
  const { items, next } = putEntry(versions(), version);
  const modelVersions = items.map(
    (known): ModelVersion =>
      version.status === "champion" && known.id !== version.id && known.status === "champion"
        ? { ...known, status: "archived" }
        : known,
  );
  releasesStore.setState({ modelVersions, nextVersions: next });
}
