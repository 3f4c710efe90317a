/** What a person does with uploads: send files, pause, go on, cancel, and take up what was interrupted. */
import { fetchAsset } from "../api/portal";
import { fetchUnfinished, removeUnfinished, sendResumable } from "../api/resumable";
import { createUploader, type Uploader } from "../api/uploads";
import { fingerprintOf } from "../model/uploads/fingerprint";
import { rateOf } from "../model/uploads/pace";
import { isSettled, type UploadFate } from "../model/uploads/totals";
import { goesInPieces, type Transfer } from "../model/uploads/transfers";
import { putAsset } from "./assetsStore";
import { connectionStore } from "./connectionStore";
import { keptUploads } from "./keptUploads";
import { meStore } from "./meStore";
import { createResumableQueue } from "./resumableQueue";
import { toast, toastError } from "./toastStore";
import { addUploads, changeUpload, dropUploads, newUpload, type Upload, uploadsStore } from "./uploadsStore";

const queue = createResumableQueue(
  {
    send: sendResumable,
    remove: removeUnfinished,
    setTimer: (run, milliseconds) => window.setTimeout(run, milliseconds),
    clearTimer: (timer) => window.clearTimeout(timer),
    now: () => performance.now(),
  },
  {
    onChange: (transfer) => changeUpload(transfer.key, shown(transfer)),
    onDone: (key, assetId, duplicate) => void settle(key, assetId, duplicate),
    onLeft: () =>
      toast("What was sent could not be removed just now; the portal removes it by itself after some days."),
  },
);

const forms = new Map<string, Uploader>();
let watching = false;

function shown(transfer: Transfer): Partial<Upload> {
  const { phase, sent, size, uploadId, words } = transfer;
  if (uploadId)
    dropUploads((one) => one.fate === "interrupted" && one.uploadId === uploadId && one.key !== transfer.key);
  return {
    fate: fateOf(transfer),
    sent,
    uploadId,
    reason: words,
    rate: phase === "sending" && sent < size ? rateOf(transfer.samples) : null,
  };
}

function fateOf({ phase, sent, size, uploadId }: Transfer): UploadFate {
  if (phase === "sending") return sent >= size ? "finishing" : "sending";
  // What the portal still has of it can be gone on with when the file is chosen again.
  if (phase === "stopped") return uploadId ? "interrupted" : "refused";
  return phase === "done" ? "finishing" : phase;
}

async function settle(key: string, assetId: string, duplicate: boolean): Promise<void> {
  const size = uploadsStore.getState().byKey.get(key)?.size ?? 0;
  changeUpload(key, {
    fate: duplicate ? "duplicate" : "accepted",
    assetId,
    sent: size,
    rate: null,
    uploadId: null,
  });
  try {
    const asset = await fetchAsset(assetId);
    changeUpload(key, { asset });
    if (!duplicate) putAsset(asset);
  } catch {
    // The file is safe; the list hears of its asset as of everybody else's.
  }
}

/** Send files into a project. */
export function uploadFiles(projectId: string, files: readonly File[]): void {
  watch();
  dropUnsent(projectId, files);
  const small = files.filter((file) => !goesInPieces(file));
  const large = files.filter((file) => goesInPieces(file) && !isOnItsWay(projectId, file));
  const rows = new Map(
    [...large, ...small].map((file) => [
      file,
      newUpload(projectId, { name: file.name, size: file.size, inPieces: goesInPieces(file) }),
    ]),
  );
  const inOrder = files.flatMap((file) => rows.get(file) ?? []);
  addUploads(inOrder);
  const byKey = new Map([...rows].map(([file, { key }]) => [key, file]));
  keptUploads.keep(inOrder, (key) => byKey.get(key) ?? null);
  for (const file of large) queue.add({ key: keyOf(rows, file), projectId, file, place: null });
  formOf(projectId).add(small.map((file) => ({ key: keyOf(rows, file), file })));
}

/** A file that an earlier page chose and never sent is here again: its row makes place for the new one. */
function dropUnsent(projectId: string, files: readonly File[]): void {
  const here = new Set(files.map(({ name, size }) => `${size} ${name}`));
  dropUploads(
    (one) =>
      one.projectId === projectId &&
      one.fate === "interrupted" &&
      !one.uploadId &&
      here.has(`${one.size} ${one.name}`),
  );
}

const keyOf = (rows: ReadonlyMap<File, Upload>, file: File): string => rows.get(file)?.key ?? "";

/** Whether a file is sent already; one that is paused goes on. */
function isOnItsWay(projectId: string, file: File): boolean {
  for (const upload of uploadsStore.getState().byKey.values()) {
    const other = upload.projectId === projectId ? queue.fileOf(upload.key) : null;
    const same =
      other?.name === file.name && other.size === file.size && other.lastModified === file.lastModified;
    if (!same || upload.fate === "interrupted" || upload.fate === "refused") continue;
    if (upload.fate === "paused") queue.resume(upload.key);
    else toast(`${file.name} is already on its way.`);
    return true;
  }
  return false;
}

function formOf(projectId: string): Uploader {
  const known = forms.get(projectId);
  if (known) return known;
  const sizeOf = (key: string) => uploadsStore.getState().byKey.get(key)?.size ?? 0;
  const made = createUploader(projectId, {
    onProgress: (key, fraction) =>
      changeUpload(key, { sent: fraction * sizeOf(key), fate: "sending", reason: null }),
    onAccepted: (key, asset) => {
      const fate = asset.duplicate ? "duplicate" : "accepted";
      changeUpload(key, { sent: sizeOf(key), asset, assetId: asset.id, fate });
      if (!asset.duplicate) putAsset(asset);
    },
    onRefused: (key, reason) => changeUpload(key, { fate: "refused", reason }),
    onWaiting: (key) => changeUpload(key, { fate: "waiting", sent: 0, reason: "Waiting for the network" }),
  });
  forms.set(projectId, made);
  return made;
}

/** Show what an earlier page, or another browser, began and did not finish. */
export async function showUnfinished(projectId: string): Promise<void> {
  const found = await fetchUnfinished(projectId);
  const known = new Set([...uploadsStore.getState().byKey.values()].map(({ uploadId }) => uploadId));
  const gone = new Set(found.map(({ id }) => id));
  dropUploads(
    (one) =>
      one.projectId === projectId && one.fate === "interrupted" && !!one.uploadId && !gone.has(one.uploadId),
  );
  addUploads(
    found
      .filter(({ id }) => !known.has(id))
      .map((one) =>
        newUpload(projectId, {
          name: one.name,
          size: one.length,
          sent: one.offset,
          fate: "interrupted",
          inPieces: true,
          uploadId: one.id,
          fingerprint: one.fingerprint,
          expiresAt: one.expires_at,
        }),
      ),
  );
}

/** Go on with an interrupted upload, if this is its file. */
export async function goOnWith(key: string, file: File): Promise<void> {
  watch();
  const upload = uploadsStore.getState().byKey.get(key);
  if (!upload) return;
  const differs =
    file.size !== upload.size ||
    (!upload.uploadId && file.name !== upload.name) ||
    (upload.fingerprint !== null && (await fingerprintOf(file).catch(() => null)) !== upload.fingerprint);
  if (differs) {
    const words = `${file.name} is another file. Choose the ${upload.name} that was interrupted, or remove this upload.`;
    return toast(words, "bad");
  }
  if (!upload.uploadId) return uploadFiles(upload.projectId, [file]);
  const place = { id: upload.uploadId, kept: upload.sent };
  queue.add({ key, projectId: upload.projectId, file, place });
}

export const pauseUpload = (key: string): void => queue.pause(key);
export const resumeUpload = (key: string): void => queue.resume(key);

/** Take one file out; what the portal has of it is removed. */
export async function cancelUpload(key: string): Promise<void> {
  const upload = uploadsStore.getState().byKey.get(key);
  if (!upload) return;
  const isQueued = queue.fileOf(key) !== null;
  dropUploads((one) => one.key === key);
  if (isQueued) await queue.cancel(key);
  else if (upload.uploadId) await removeUnfinished(upload.uploadId).catch(toastError);
}

/** Pause everything that goes in pieces, or go on with all of it when all is paused. */
export function pauseOrResumeAll(projectId: string): void {
  const own = [...uploadsStore.getState().byKey.values()].filter(
    (upload) => upload.projectId === projectId && upload.inPieces,
  );
  const going = own.filter(({ fate }) => fate === "queued" || fate === "sending" || fate === "waiting");
  // From the last to the first, so that none of those that wait begins in between.
  if (going.length > 0) for (const { key } of going.reverse()) queue.pause(key);
  else for (const { key, fate } of own) if (fate === "paused") queue.resume(key);
}

/** Stop everything that is on its way into a project, and remove what was sent of it. */
export function cancelAll(projectId: string): void {
  forms.get(projectId)?.cancel();
  forms.delete(projectId);
  const own = [...uploadsStore.getState().byKey.values()].filter(
    (upload) => upload.projectId === projectId && upload.fate !== "interrupted",
  );
  for (const { key } of own.reverse()) void cancelUpload(key);
}

/** Take what is over off the list. */
export function clearSettled(projectId: string): void {
  for (const { key, projectId: into, fate } of uploadsStore.getState().byKey.values())
    if (into === projectId && isSettled(fate)) void cancelUpload(key);
}

/** Begin to hear of the network, of signing in, and of the page's end. */
function watch(): void {
  if (watching) return;
  watching = true;
  addEventListener("offline", () => queue.lose());
  addEventListener("online", () => queue.wake());
  addEventListener("beforeunload", (event) => {
    const forming = [...uploadsStore.getState().byKey.values()].some(
      ({ inPieces, fate }) => !inPieces && (fate === "queued" || fate === "sending" || fate === "waiting"),
    );
    if (forming || queue.isBusy()) event.preventDefault();
  });
  connectionStore.subscribe((state, before) => {
    if (state.socket === "online" && before.socket !== "online") queue.wake();
  });
  meStore.subscribe((state, before) => {
    if (state.status === "in" && before.status !== "in") queue.wake();
  });
}
