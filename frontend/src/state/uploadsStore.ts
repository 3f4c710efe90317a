/** Files on their way into the open project, each with its own progress and fate. */
import { createStore } from "zustand/vanilla";
import { createUploader, type Uploader } from "../api/uploads";
import type { Asset } from "../contract/contract";
import { putAsset } from "./assetsStore";

export type UploadFate = "queued" | "sending" | "waiting" | "accepted" | "duplicate" | "refused";

export interface Upload {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly fate: UploadFate;
  readonly fraction: number;
  readonly reason: string | null;
  readonly asset: Asset | null;
}

export interface UploadsState {
  readonly projectId: string | null;
  readonly order: readonly string[];
  readonly byKey: ReadonlyMap<string, Upload>;
}

export const uploadsStore = createStore<UploadsState>(() => ({
  projectId: null,
  order: [],
  byKey: new Map(),
}));

let uploader: Uploader | null = null;
let nextKey = 1;
/** Changes wait for the next turn of the clock: ten thousand files would otherwise redraw ten thousand times. */
const changes = new Map<string, Partial<Upload>>();
let publishing = false;

function change(key: string, fields: Partial<Upload>): void {
  changes.set(key, { ...changes.get(key), ...fields });
  if (publishing) return;
  publishing = true;
  setTimeout(() => {
    publishing = false;
    const byKey = new Map(uploadsStore.getState().byKey);
    for (const [changed, update] of changes) {
      const upload = byKey.get(changed);
      if (upload) byKey.set(changed, { ...upload, ...update });
    }
    changes.clear();
    uploadsStore.setState({ byKey });
  }, 60);
}

/** Send files into a project. */
export function uploadFiles(projectId: string, files: readonly File[]): void {
  if (uploadsStore.getState().projectId !== projectId) clearUploads();
  uploadsStore.setState({ projectId });
  uploader ??= createUploader(projectId, {
    onProgress: (key, fraction) => change(key, { fraction, fate: "sending" }),
    onAccepted: (key, asset) => {
      change(key, { fraction: 1, asset, fate: asset.duplicate ? "duplicate" : "accepted" });
      if (!asset.duplicate) putAsset(asset);
    },
    onRefused: (key, reason) => change(key, { fate: "refused", reason }),
    onWaiting: (key) => change(key, { fate: "waiting", fraction: 0 }),
  });
  const items = files.map((file) => ({ key: `upload-${nextKey++}`, file }));
  const { byKey, order } = uploadsStore.getState();
  const grown = new Map(byKey);
  for (const { key, file } of items) {
    grown.set(key, {
      key,
      name: file.name,
      size: file.size,
      fate: "queued",
      fraction: 0,
      reason: null,
      asset: null,
    });
  }
  uploadsStore.setState({ byKey: grown, order: [...order, ...items.map((item) => item.key)] });
  uploader.add(items);
}

export function clearUploads(): void {
  uploader?.cancel();
  uploader = null;
  changes.clear();
  uploadsStore.setState({ projectId: null, order: [], byKey: new Map() });
}

export interface UploadTotals {
  readonly files: number;
  readonly settled: number;
  readonly refused: number;
  readonly duplicates: number;
  readonly fraction: number;
}

export function uploadTotals(state: UploadsState): UploadTotals {
  let settled = 0;
  let refused = 0;
  let duplicates = 0;
  let bytes = 0;
  let sent = 0;
  for (const upload of state.byKey.values()) {
    const over = upload.fate === "accepted" || upload.fate === "duplicate" || upload.fate === "refused";
    if (over) settled += 1;
    if (upload.fate === "refused") refused += 1;
    if (upload.fate === "duplicate") duplicates += 1;
    bytes += Math.max(1, upload.size);
    sent += Math.max(1, upload.size) * (over ? 1 : upload.fraction);
  }
  return { files: state.order.length, settled, refused, duplicates, fraction: bytes > 0 ? sent / bytes : 0 };
}
