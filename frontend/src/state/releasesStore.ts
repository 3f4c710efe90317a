/** What leaves the project: snapshots and exports; and what comes back: model versions. */
import { createStore } from "zustand/vanilla";
import { fetchExports, fetchModelVersions, fetchSnapshots } from "../api/portal";
import type { Export, ModelVersion, Snapshot } from "../contract/contract";

export interface ReleasesState {
  readonly snapshots: readonly Snapshot[] | null;
  readonly exports: readonly Export[] | null;
  readonly modelVersions: readonly ModelVersion[] | null;
  readonly error: string | null;
}

const empty: ReleasesState = { snapshots: null, exports: null, modelVersions: null, error: null };

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
    const page = await fetchModelVersions(projectId);
    releasesStore.setState({ modelVersions: newestFirst(page.items), error: null });
  } catch (error) {
    say(error);
  }
}

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
  const { modelVersions } = releasesStore.getState();
  const list = upsert(modelVersions, version).map(
    (known): ModelVersion =>
      version.status === "champion" && known.id !== version.id && known.status === "champion"
        ? { ...known, status: "archived" }
        : known,
  );
  releasesStore.setState({ modelVersions: list });
}
