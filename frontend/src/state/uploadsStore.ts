/** Files on their way into projects, each with its own progress and fate. */
import { createStore } from "zustand/vanilla";
import type { Asset } from "../contract/contract";
import { type Totals, totalsOf, type UploadFate } from "../model/uploads/totals";

export interface Upload {
  readonly key: string;
  readonly projectId: string;
  readonly name: string;
  readonly size: number;
  readonly fate: UploadFate;
  readonly sent: number;
  /** Bytes a second, where they are known. */
  readonly rate: number | null;
  readonly reason: string | null;
  readonly assetId: string | null;
  readonly asset: Asset | null;
  /** Goes in pieces: it can be paused, and goes on after an interruption. */
  readonly inPieces: boolean;
  /** Its address at the portal while it goes in pieces. */
  readonly uploadId: string | null;
  /** What an interrupted file is recognised by, and when the portal forgets it. */
  readonly fingerprint: string | null;
  readonly expiresAt: string | null;
  /** An earlier page chose its file, and this browser can open it again. */
  readonly reopens: boolean;
}

export interface UploadsState {
  readonly order: readonly string[];
  readonly byKey: ReadonlyMap<string, Upload>;
}

export const uploadsStore = createStore<UploadsState>(() => ({ order: [], byKey: new Map() }));

/** Changes wait for the next turn of the clock: ten thousand files would otherwise redraw ten thousand times. */
const changes = new Map<string, Partial<Upload>>();
const EVERY_MS = 60;
let publishing = false;

export function changeUpload(key: string, fields: Partial<Upload>): void {
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
  }, EVERY_MS);
}

let nextKey = 1;

export function newUpload(
  projectId: string,
  fields: Partial<Upload> & Pick<Upload, "name" | "size">,
): Upload {
  return {
    key: `upload-${nextKey++}`,
    projectId,
    fate: "queued",
    sent: 0,
    rate: null,
    reason: null,
    assetId: null,
    asset: null,
    inPieces: false,
    uploadId: null,
    fingerprint: null,
    expiresAt: null,
    reopens: false,
    ...fields,
  };
}

export function addUploads(added: readonly Upload[]): void {
  if (added.length === 0) return;
  const { byKey, order } = uploadsStore.getState();
  const grown = new Map(byKey);
  for (const upload of added) grown.set(upload.key, upload);
  uploadsStore.setState({ byKey: grown, order: [...order, ...added.map(({ key }) => key)] });
}

export function dropUploads(isGone: (upload: Upload) => boolean): void {
  const { byKey, order } = uploadsStore.getState();
  const kept = new Map([...byKey].filter(([, upload]) => !isGone(upload)));
  for (const key of changes.keys()) if (byKey.has(key) && !kept.has(key)) changes.delete(key);
  if (kept.size < byKey.size)
    uploadsStore.setState({ byKey: kept, order: order.filter((key) => kept.has(key)) });
}

/** The uploads into a project, in order; what was interrupted earlier stands first. */
export function uploadsInto(state: UploadsState, projectId: string): Upload[] {
  const own = state.order.flatMap((key) => {
    const upload = state.byKey.get(key);
    return upload?.projectId === projectId ? [upload] : [];
  });
  return [
    ...own.filter(({ fate }) => fate === "interrupted"),
    ...own.filter(({ fate }) => fate !== "interrupted"),
  ];
}

export const uploadTotals = (state: UploadsState, projectId: string): Totals =>
  totalsOf(uploadsInto(state, projectId));
