/** How far the open picture is: its stage, whose it is, and its small history. */
import { createStore } from "zustand/vanilla";
import { fetchFrameWork } from "../api/work";
import type { WorkItem } from "../contract/work";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";

export const stageStore = createStore<{ readonly frameId: string | null; readonly work: WorkItem | null }>(
  () => ({ frameId: null, work: null }),
);

let reads = 0;

/** Read how far the open picture is. What fails is read again with the next change. */
export async function loadStage(): Promise<void> {
  const { openId } = frameStore.store.getState();
  const read = ++reads;
  if (!openId) return stageStore.setState({ frameId: null, work: null });
  if (stageStore.getState().frameId !== openId) stageStore.setState({ frameId: openId, work: null });
  try {
    const { work } = await fetchFrameWork(openId);
    if (read === reads) stageStore.setState({ frameId: openId, work });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

/** Something was said of an asset's work. */
export function stageMoved(assetId: string | null): void {
  if (assetId === null || openAssetStore.getState().asset?.id === assetId) void loadStage();
}

export function startStage(): () => void {
  let openId: string | null = null;
  return frameStore.store.subscribe((state) => {
    if (state.openId === openId) return;
    openId = state.openId;
    void loadStage();
  });
}
