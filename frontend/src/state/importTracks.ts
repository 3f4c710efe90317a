/** Importing tracks into the open video: whether one may, starting it, and the job that does it. */
import { createStore } from "zustand/vanilla";
import { startImport, type TakenBack, takeBackImport } from "../api/imports";
import type { Asset } from "../contract/contract";
import type { ImportFormat } from "../model/trackFormats";
import { type Command, command } from "./command";
import { mayEdit } from "./editor";
import { jobsStore, putJob } from "./jobsStore";
import { openAssetStore } from "./openAssetStore";
import { projectStore } from "./projectStore";
import { openDialog } from "./uiStore";

/** The import that was started last, and the video it is for. */
export const importStore = createStore<{ readonly jobId: string | null; readonly assetId: string | null }>(
  () => ({ jobId: null, assetId: null }),
);

export const takesTracks = (asset: Asset | null): asset is Asset =>
  asset !== null && asset.kind === "video" && asset.status === "ready";

/** Only managers change a project's labels. */
export const mayCreateLabels = (): boolean => projectStore.getState().project?.my_role === "manager";

/** Send a file; throws what the portal refuses. */
export async function importTracks(
  asset: Asset,
  format: ImportFormat,
  file: File,
  createLabels: boolean,
): Promise<void> {
  const job = await startImport(asset.project_id, asset.id, format, file, createLabels);
  // An event may have told of the job's progress before this answer came.
  if (!jobsStore.getState().jobs?.some((known) => known.id === job.id)) putJob(job);
  importStore.setState({ jobId: job.id, assetId: asset.id });
}

/** Take back all that an import added and nobody changed since; says how many went and how many stayed. */
export async function takeBack(jobId: string): Promise<Omit<TakenBack, "left">> {
  let removed = 0;
  for (;;) {
    const told = await takeBackImport(jobId);
    removed += told.removed;
    // What nothing can be done about stays: the portal would say the same again.
    if (told.left === 0 || told.removed === 0) return { removed, kept: told.kept + told.left };
  }
}

function whyNot(): string | null {
  if (!mayEdit()) return "Your role looks on only.";
  return takesTracks(openAssetStore.getState().asset) ? null : "Open a video first.";
}

export const IMPORT_COMMANDS: readonly Command[] = [
  command(
    "video.import",
    "Video",
    "Import tracks",
    [],
    "project",
    () => {
      if (whyNot() === null) openDialog("import");
    },
    { note: "From MOT or CVAT, into this video", why: whyNot },
  ),
];
