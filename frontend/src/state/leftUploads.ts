/** What an earlier page had still to send: shown by name, and gone on with where the browser can open it again. */
import { mayRead, openHandle } from "../api/fileHandles";
import { keptUploads } from "./keptUploads";
import { toast } from "./toastStore";
import { goOnWith, showUnfinished, uploadFiles } from "./uploadFiles";
import {
  addUploads,
  changeUpload,
  dropUploads,
  newUpload,
  type Upload,
  uploadsInto,
  uploadsStore,
} from "./uploadsStore";

/** Show what the portal has parts of, and what was chosen and never sent; what may be read goes on at once. */
export async function showLeft(projectId: string): Promise<void> {
  await showUnfinished(projectId);
  const left = await keptUploads.takeLeft(projectId).catch(() => []);
  const begun = uploadsInto(uploadsStore.getState(), projectId).filter(({ uploadId }) => uploadId !== null);
  const rows: Upload[] = [];
  for (const kept of left) {
    // A page that is left in the moment it begins may not have noted where it sends to.
    const known = begun.find(
      ({ uploadId, name, size }) =>
        uploadId === kept.upload_id || (kept.upload_id === null && name === kept.name && size === kept.size),
    );
    const row =
      known ??
      newUpload(projectId, {
        name: kept.name,
        size: kept.size,
        fate: "interrupted",
        inPieces: kept.in_pieces,
        reopens: kept.handle !== null,
      });
    keptUploads.show(row.key, kept);
    if (known) changeUpload(row.key, { reopens: kept.handle !== null });
    else rows.push(row);
  }
  addUploads(rows);
  if (left.length > 0) await goOnWithAll(projectId, false);
}

/** Go on with everything whose file the browser opens again; `ask`: the person has just pressed a button. */
export async function goOnWithAll(projectId: string, ask = true): Promise<void> {
  const rows = uploadsInto(uploadsStore.getState(), projectId).filter(
    ({ key, fate }) => fate === "interrupted" && keptUploads.of(key)?.handle,
  );
  const found = await reopen(rows, ask);
  if (ask && found < rows.length)
    toast(`${rows.length - found} of ${rows.length} files could not be opened. Choose them again.`, "bad");
}

/** Go on with one upload. */
export async function goOnAgain(key: string): Promise<void> {
  const row = uploadsStore.getState().byKey.get(key);
  if (row && (await reopen([row], true)) === 0)
    toast(`${row.name} could not be opened. It was moved, or you did not allow it. Choose it again.`, "bad");
}

async function reopen(rows: readonly Upload[], ask: boolean): Promise<number> {
  let count = 0;
  const anew: File[] = [];
  for (const row of rows) {
    const handle = keptUploads.of(row.key)?.handle;
    try {
      if (!handle || !(await mayRead(handle, ask))) continue;
      const file = await openHandle(handle);
      count += 1;
      if (row.uploadId) await goOnWith(row.key, file);
      else anew.push(file);
    } catch (error) {
      // Moved, removed, or no longer allowed: it stays in the list, to be chosen again.
      if (!(error instanceof Error)) throw error;
    }
  }
  const [first] = rows;
  if (first && anew.length > 0) uploadFiles(first.projectId, anew);
  return count;
}

/** Take off the list what was never sent; the portal has nothing of it. */
export function forgetUnsent(projectId: string): void {
  dropUploads((one) => one.projectId === projectId && isUnsent(one));
}

/** Chosen by an earlier page, and nothing of it is at the portal. */
export const isUnsent = ({ fate, uploadId }: Upload): boolean => fate === "interrupted" && !uploadId;
