/** The assets of the open project in the server's order, kept live by events. */
import { createStore } from "zustand/vanilla";
import { fetchAsset, fetchAssets, retryAsset } from "../api/portal";
import type { Asset } from "../contract/contract";
import { clearGhosts } from "./ghostsStore";
import { toastError } from "./toastStore";

export type AssetFilter = "all" | "todo" | "waiting" | "reviewed" | "failed";

export interface AssetsState {
  readonly projectId: string | null;
  readonly byId: ReadonlyMap<string, Asset>;
  readonly order: readonly string[];
  readonly next: string | null;
  readonly complete: boolean;
  readonly loading: boolean;
  readonly error: string | null;
  readonly filter: AssetFilter;
  readonly search: string;
}

const PAGE = 200;
const empty: AssetsState = {
  projectId: null,
  byId: new Map(),
  order: [],
  next: null,
  complete: false,
  loading: false,
  error: null,
  filter: "all",
  search: "",
};

export const assetsStore = createStore<AssetsState>(() => empty);

/** Assets that an event described while a page was being read: the event is newer. */
const touched = new Set<string>();

export async function startAssets(projectId: string): Promise<void> {
  clearGhosts();
  assetsStore.setState({ ...empty, projectId });
  await loadMoreAssets();
}

/** Read everything again after a gap in the log, keeping what is shown until it arrives. */
export async function reloadAssets(): Promise<void> {
  const { projectId, order } = assetsStore.getState();
  if (!projectId) return;
  const wanted = order.length;
  assetsStore.setState({ order: [], next: null, complete: false, loading: false });
  do await loadMoreAssets();
  while (
    assetsStore.getState().order.length < wanted &&
    !assetsStore.getState().complete &&
    !assetsStore.getState().error
  );
}

export async function loadMoreAssets(): Promise<void> {
  const { projectId, next, complete, loading } = assetsStore.getState();
  if (!projectId || complete || loading) return;
  assetsStore.setState({ loading: true, error: null });
  touched.clear();
  try {
    const page = await fetchAssets(projectId, { after: next, limit: PAGE });
    const state = assetsStore.getState();
    if (state.projectId !== projectId) return;
    const byId = new Map(state.byId);
    const listed = new Set(state.order);
    const order = [...state.order];
    for (const asset of page.items) {
      if (!touched.has(asset.id)) byId.set(asset.id, asset);
      if (!listed.has(asset.id)) order.push(asset.id);
    }
    assetsStore.setState({ byId, order, next: page.next, complete: page.next === null, loading: false });
    if (page.next === null) addStragglers();
  } catch (error) {
    assetsStore.setState({
      loading: false,
      error: error instanceof Error ? error.message : "The list could not be read.",
    });
  }
}

/** Assets known from events but not from any page go to the end once the list is complete. */
function addStragglers(): void {
  const { byId, order } = assetsStore.getState();
  const listed = new Set(order);
  const missing = [...byId.keys()].filter((id) => !listed.has(id));
  if (missing.length > 0) assetsStore.setState({ order: [...order, ...missing] });
}

/** Take a newer description of an asset. */
export function putAsset(asset: Asset): void {
  const { byId, projectId, complete } = assetsStore.getState();
  if (asset.project_id && projectId && asset.project_id !== projectId) return;
  touched.add(asset.id);
  const isNew = !byId.has(asset.id);
  assetsStore.setState({ byId: new Map(byId).set(asset.id, asset) });
  if (isNew && complete) addStragglers();
}

export function changeAsset(id: string, change: (asset: Asset) => Partial<Asset>): void {
  const asset = assetsStore.getState().byId.get(id);
  if (asset) putAsset({ ...asset, ...change(asset) });
}

/** An asset by id, read from the portal when no page has brought it yet. */
export async function needAsset(id: string): Promise<Asset> {
  const known = assetsStore.getState().byId.get(id);
  if (known) return known;
  const asset = await fetchAsset(id);
  const newer = assetsStore.getState().byId.get(id);
  if (newer) return newer;
  putAsset(asset);
  return asset;
}

export async function retryFailedAsset(id: string): Promise<void> {
  try {
    putAsset(await retryAsset(id));
  } catch (error) {
    toastError(error);
  }
}

/** The listed assets that pass the filter and the search. */
export function shownAssets(state: AssetsState): string[] {
  const needle = state.search.trim().toLowerCase();
  if (state.filter === "all" && needle === "") return state.order as string[];
  return state.order.filter((id) => {
    const asset = state.byId.get(id);
    if (!asset) return false;
    if (needle !== "" && !asset.name.toLowerCase().includes(needle)) return false;
    switch (state.filter) {
      case "all":
        return true;
      case "failed":
        return asset.status === "failed" || asset.predicted === "failed";
      case "reviewed":
        return asset.reviewed === "approved";
      case "waiting":
        return asset.reviewed === "submitted" || asset.reviewed === "skipped";
      default:
        return asset.status !== "failed" && (asset.reviewed === null || asset.reviewed === "returned");
    }
  });
}

/** The asset `step` places from another in the shown list. */
export function neighbour(id: string | null, step: 1 | -1): string | null {
  const shown = shownAssets(assetsStore.getState());
  const at = id === null ? -1 : shown.indexOf(id);
  if (at < 0) return shown[step > 0 ? 0 : shown.length - 1] ?? null;
  return shown[at + step] ?? null;
}
