/** Uploads files in parallel requests with progress for each file, trying again when the network fails. */
import type { Asset } from "../contract/contract";
import { decodeAsset } from "../contract/decode";
import { Reader } from "../contract/reader";
import { ApiError, announceSignedOut, csrf, errorFrom, isPassing, NetworkError } from "./http";

export interface UploadItem {
  readonly key: string;
  readonly file: File;
}

export interface UploadListener {
  onProgress(key: string, fraction: number): void;
  onAccepted(key: string, asset: Asset): void;
  onRefused(key: string, reason: string): void;
  /** The network failed; the file will be sent again after the wait. */
  onWaiting(key: string): void;
}

const PARALLEL = 3;
const GROUP_FILES = 20;
const GROUP_BYTES = 8 * 1024 * 1024;
const RETRIES = 6;

/** Put small files together, so that ten thousand of them do not make ten thousand requests. */
export function groupUploads<T extends { file: { size: number } }>(items: readonly T[]): T[][] {
  const groups: T[][] = [];
  let open: T[] = [];
  let bytes = 0;
  for (const item of items) {
    if (open.length > 0 && (open.length >= GROUP_FILES || bytes + item.file.size > GROUP_BYTES)) {
      groups.push(open);
      open = [];
      bytes = 0;
    }
    open.push(item);
    bytes += item.file.size;
  }
  if (open.length > 0) groups.push(open);
  return groups;
}

export interface Uploader {
  add(items: readonly UploadItem[]): void;
  cancel(): void;
}

export function createUploader(projectId: string, listener: UploadListener): Uploader {
  const waiting: UploadItem[][] = [];
  const running = new Set<XMLHttpRequest>();
  let active = 0;
  let cancelled = false;

  function pump(): void {
    while (!cancelled && active < PARALLEL) {
      const group = waiting.shift();
      if (!group) return;
      active += 1;
      sendGroup(group, 0).finally(() => {
        active -= 1;
        pump();
      });
    }
  }

  async function sendGroup(group: UploadItem[], tries: number): Promise<void> {
    if (cancelled) return;
    try {
      const assets = await post(projectId, group, listener, running);
      group.forEach((item, index) => {
        const asset = assets[index];
        if (!asset) listener.onRefused(item.key, "The portal did not say what became of this file.");
        else if (asset.status === "failed")
          listener.onRefused(item.key, asset.error?.message ?? "The file was refused.");
        else listener.onAccepted(item.key, asset);
      });
    } catch (error) {
      if (cancelled) return;
      if (error instanceof ApiError && error.status === 401) announceSignedOut();
      const again = isPassing(error) || (error instanceof ApiError && error.status === 401);
      if (again && tries < RETRIES) {
        for (const item of group) listener.onWaiting(item.key);
        await pause(Math.min(20_000, 1000 * 2 ** tries));
        await sendGroup(group, tries + 1);
        return;
      }
      if (error instanceof ApiError && error.status < 500 && group.length > 1) {
        // One bad file must not take its neighbours down, and each deserves its own reason.
        for (const item of group) await sendGroup([item], 0);
        return;
      }
      for (const item of group) listener.onRefused(item.key, reasonOf(error));
    }
  }

  return {
    add(items) {
      waiting.push(...groupUploads(items));
      pump();
    },
    cancel() {
      cancelled = true;
      waiting.length = 0;
      for (const xhr of running) xhr.abort();
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError) {
    const reasons = [...new Set(Object.values(error.fields))];
    return reasons.length > 0 ? reasons.join(" ") : error.message;
  }
  return error instanceof Error ? error.message : "The upload failed.";
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function post(
  projectId: string,
  group: readonly UploadItem[],
  listener: UploadListener,
  running: Set<XMLHttpRequest>,
): Promise<Asset[]> {
  const form = new FormData();
  for (const item of group) form.append("file", item.file, item.file.name);
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    running.add(xhr);
    xhr.open("POST", `/api/projects/${encodeURIComponent(projectId)}/assets`);
    xhr.setRequestHeader("X-CSRFToken", csrf());
    xhr.setRequestHeader("Accept", "application/json");
    xhr.upload.onprogress = (event) => spreadProgress(group, event.loaded, event.total, listener);
    xhr.onloadend = () => {
      running.delete(xhr);
      if (xhr.status === 0) return reject(new NetworkError());
      if (xhr.status < 200 || xhr.status >= 300) return reject(errorFrom(xhr.status, xhr.responseText));
      try {
        resolve(new Reader(JSON.parse(xhr.responseText), "assets").list("assets", decodeAsset));
      } catch (error) {
        reject(error instanceof Error ? error : new Error("The portal's answer could not be read."));
      }
    };
    xhr.send(form);
  });
}

/** The files of one request travel one after the other: share its bytes out in that order. */
function spreadProgress(
  group: readonly UploadItem[],
  loaded: number,
  total: number,
  listener: UploadListener,
): void {
  const bytes = group.reduce((sum, item) => sum + item.file.size, 0);
  let left = total > 0 ? (loaded / total) * bytes : 0;
  for (const item of group) {
    const size = Math.max(1, item.file.size);
    listener.onProgress(item.key, Math.max(0, Math.min(1, left / size)));
    left -= item.file.size;
  }
}
