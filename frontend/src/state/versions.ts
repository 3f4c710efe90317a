/** A picture three times: what the model said, what was handed in, what stands now, and what differs. */
import { createStore } from "zustand/vanilla";
import { fetchVersions } from "../api/work";
import type { Versions } from "../contract/work";
import { compareSets, type Difference, type Thing } from "../model/work/compareSets";
import { frameStore } from "./frameStore";
import { openDialog, uiStore } from "./uiStore";

export type Side = "model" | "submitted" | "now";

export interface VersionsState {
  readonly frameId: string | null;
  readonly versions: Versions | null;
  readonly error: string | null;
  readonly before: Side;
  readonly after: Side;
  readonly overlay: boolean;
}

export const versionsStore = createStore<VersionsState>(() => ({
  frameId: null,
  versions: null,
  error: null,
  before: "model",
  after: "now",
  overlay: false,
}));

export async function openVersions(): Promise<void> {
  const frameId = frameStore.store.getState().openId;
  if (!frameId) return;
  versionsStore.setState({ frameId, versions: null, error: null });
  openDialog("versions");
  try {
    const versions = await fetchVersions(frameId);
    if (versionsStore.getState().frameId !== frameId) return;
    versionsStore.setState({ versions });
    const { before, after } = versionsStore.getState();
    // A version that is not there is no side of a comparison.
    if (!versions.submitted && (before === "submitted" || after === "submitted"))
      versionsStore.setState({ before: "model", after: "now" });
  } catch (error) {
    versionsStore.setState({ error: error instanceof Error ? error.message : "It cannot be read." });
  }
}

export function closeVersions(): void {
  if (uiStore.getState().dialog === "versions") openDialog(null);
}

export function thingsOf(versions: Versions, side: Side): readonly Thing[] {
  if (side === "model") return versions.model;
  const objects = side === "now" ? versions.now : (versions.submitted ?? []);
  return objects.map(({ id, label, shape, derived_from: from }) => ({ id, label, shape, from }));
}

export const differencesOf = ({ versions, before, after }: VersionsState): Difference[] =>
  versions ? compareSets(thingsOf(versions, before), thingsOf(versions, after)) : [];
