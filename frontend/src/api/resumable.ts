/** Sends one large file by the tus protocol, going on where an earlier attempt of this or another page stopped. */
import { type DetailedError, Upload } from "tus-js-client/lib/browser/index.js";
import { DecodeError, Reader } from "../contract/reader";
import { decodeUnfinishedUpload, type UnfinishedUpload } from "../contract/uploads";
import type { Failure } from "../model/uploads/failure";
import { fingerprintOf } from "../model/uploads/fingerprint";
import { FIRST_PIECE, nextPiece, smallerPiece } from "../model/uploads/pace";
import { CheckedRequests } from "./checkedRequests";
import { FileHasher, FileUnreadable } from "./fileHasher";
import { ApiError, announceSignedOut, errorFrom, ignoreAnswer, NetworkError, request } from "./http";

export interface Sending {
  readonly projectId: string;
  readonly file: File;
  /** Its address at the portal where it is known; otherwise the portal is asked for one begun earlier. */
  readonly uploadId: string | null;
  /** Whether another file of this page goes to that address. */
  readonly isTaken: (uploadId: string) => boolean;
}

export interface SendingListener {
  onPlaced(uploadId: string): void;
  onSent(bytes: number): void;
  onKept(bytes: number): void;
  onDone(assetId: string, duplicate: boolean): void;
  onFailed(failure: Failure): void;
}

export interface Sender {
  /** Stop, keeping what the portal has. */
  stop(): void;
}

const enc = encodeURIComponent;
const uploadsOf = (projectId: string): string => `/api/projects/${enc(projectId)}/uploads`;

/** One's own uploads into a project that are not finished. */
export const fetchUnfinished = (projectId: string): Promise<UnfinishedUpload[]> =>
  request(uploadsOf(projectId), (value, path) =>
    new Reader(value, path).list("uploads", decodeUnfinishedUpload),
  );

const REMOVAL_WAITS_MS = [300, 900, 2_700];

/** End an upload and remove what was sent of it. */
export async function removeUnfinished(uploadId: string): Promise<void> {
  const headers = { "Tus-Resumable": "1.0.0" };
  for (const wait of [...REMOVAL_WAITS_MS, null]) {
    try {
      await request(`/api/uploads/${enc(uploadId)}`, ignoreAnswer, { method: "DELETE", headers });
      return;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return;
      // The piece that was on its way is still being put down.
      if (wait === null || !(error instanceof ApiError) || error.status !== 423) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** What the line carried last time tells how large a piece of the next file should be. */
let pieceBytes = FIRST_PIECE;

/** Send a file, or the rest of it; exactly one of `onDone` and `onFailed` ends it unless it is stopped. */
export function sendResumable(sending: Sending, listener: SendingListener): Sender {
  let stopped = false;
  let upload: Upload | null = null;
  const hasher = new FileHasher(sending.file);
  const end = (tell: () => void) => {
    hasher.close();
    if (!stopped) tell();
    stopped = true;
  };
  const fail = (fault: unknown) => end(() => listener.onFailed(failureOf(fault)));

  prepare(sending)
    .then(({ uploadId, fingerprint }) => {
      if (stopped) return;
      upload = build(sending, uploadId, fingerprint, hasher, listener, end, fail);
      upload.start();
    })
    .catch(fail);
  return {
    stop() {
      stopped = true;
      hasher.close();
      upload?.abort().catch(() => undefined);
    },
  };
}

async function prepare(sending: Sending): Promise<{ uploadId: string | null; fingerprint: string }> {
  const { file, isTaken } = sending;
  const fingerprint = await fingerprintOf(file).catch(() => {
    throw new FileUnreadable();
  });
  if (sending.uploadId) return { uploadId: sending.uploadId, fingerprint };
  const begun = (await fetchUnfinished(sending.projectId)).find(
    (one) => one.fingerprint === fingerprint && one.length === file.size && !isTaken(one.id),
  );
  return { uploadId: begun?.id ?? null, fingerprint };
}

function build(
  { projectId, file }: Sending,
  uploadId: string | null,
  fingerprint: string,
  hasher: FileHasher,
  listener: SendingListener,
  end: (tell: () => void) => void,
  fail: (fault: unknown) => void,
): Upload {
  let began = performance.now();
  const upload: Upload = new Upload(file, {
    // With an endpoint the client would begin anew whenever a portal that restarts answers an error.
    ...(uploadId ? { uploadUrl: `/api/uploads/${enc(uploadId)}` } : { endpoint: uploadsOf(projectId) }),
    metadata: { filename: file.name, fingerprint, ...(file.type ? { filetype: file.type } : {}) },
    chunkSize: pieceBytes,
    retryDelays: null,
    storeFingerprintForResuming: false,
    httpStack: new CheckedRequests(hasher, file.size),
    onUploadUrlAvailable: () => {
      began = performance.now();
      const id = upload.url?.split("/").pop();
      if (id) listener.onPlaced(id);
    },
    onProgress: (bytes) => listener.onSent(bytes),
    onChunkComplete: (bytes, kept) => {
      const now = performance.now();
      pieceBytes = nextPiece(bytes, now - began);
      began = now;
      upload.options.chunkSize = pieceBytes;
      listener.onKept(kept);
    },
    onSuccess: ({ lastResponse }) => {
      const assetId = lastResponse.getHeader("Tandem-Asset");
      if (!assetId) return fail(new DecodeError("Tandem-Asset", "the asset that the file became"));
      const duplicate = lastResponse.getHeader("Tandem-Duplicate") === "true";
      end(() => listener.onDone(assetId, duplicate));
    },
    onError: (fault) => {
      pieceBytes = smallerPiece(pieceBytes);
      fail(fault);
    },
  });
  return upload;
}

function failureOf(fault: unknown): Failure {
  if (fault instanceof NetworkError) return { kind: "network" };
  const carried = fault instanceof Error && "causingError" in fault ? (fault as DetailedError) : null;
  if (fault instanceof FileUnreadable || carried?.causingError instanceof FileUnreadable)
    return { kind: "unreadable" };
  const answer = carried?.originalResponse;
  if (carried && (!answer || answer.getStatus() === 0)) return { kind: "network" };
  const seconds = Number.parseInt(answer?.getHeader("Retry-After") ?? "", 10);
  const afterMs = Number.isNaN(seconds) ? null : seconds * 1000;
  const refused = answer ? errorFrom(answer.getStatus(), answer.getBody(), afterMs) : fault;
  if (!(refused instanceof ApiError)) {
    const reason = refused instanceof Error ? refused.message : "The upload failed.";
    return { kind: "answer", status: 400, reason, afterMs: null, removed: false };
  }
  if (refused.status === 401) announceSignedOut();
  return {
    kind: "answer",
    status: refused.status,
    reason: refused.message,
    afterMs: refused.retryAfterMs,
    removed: "sha256" in refused.fields,
  };
}
