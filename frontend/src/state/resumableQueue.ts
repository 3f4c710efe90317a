/** Sends large files two at a time, lets each be paused, and goes on by itself when the network is back. */
import type { Sender, Sending, SendingListener } from "../api/resumable";
import { advance, type Happening, newTransfer, nextToStart, type Transfer } from "../model/uploads/transfers";

export interface QueueSurroundings {
  send(sending: Sending, listener: SendingListener): Sender;
  remove(uploadId: string): Promise<unknown>;
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
  now(): number;
}

export interface QueueListener {
  onChange(transfer: Transfer): void;
  onDone(key: string, assetId: string, duplicate: boolean): void;
  /** What was sent of a cancelled file could not be removed. */
  onLeft(error: unknown): void;
}

export interface QueuedFile {
  readonly key: string;
  readonly projectId: string;
  readonly file: File;
  /** Where it stopped earlier, when that is known. */
  readonly place: { readonly id: string; readonly kept: number } | null;
}

interface Entry {
  readonly queued: QueuedFile;
  transfer: Transfer;
  sender: Sender | null;
  timer: number | null;
}

export interface ResumableQueue {
  add(queued: QueuedFile): void;
  pause(key: string): void;
  /** Go on with a paused one, or try a stopped one again. */
  resume(key: string): void;
  /** Take a file out and remove what was sent of it. */
  cancel(key: string): Promise<void>;
  /** Try now what waits: the network or the person is back. */
  wake(): void;
  /** The network is gone: do not wait for the requests to find out. */
  lose(): void;
  fileOf(key: string): File | null;
  /** Whether leaving the page would interrupt something. */
  isBusy(): boolean;
}

export function createResumableQueue(around: QueueSurroundings, listener: QueueListener): ResumableQueue {
  const entries = new Map<string, Entry>();

  function happen(entry: Entry, happening: Happening): void {
    const before = entry.transfer;
    entry.transfer = advance(before, happening);
    const { phase, waitMs } = entry.transfer;
    if (entry.transfer === before) return;
    if (phase !== before.phase) {
      if (entry.timer !== null) around.clearTimer(entry.timer);
      entry.timer = null;
      if (phase !== "sending") halt(entry);
      if (phase === "waiting") entry.timer = around.setTimer(() => start(entry), waitMs);
    }
    listener.onChange(entry.transfer);
    if (phase !== before.phase) pump();
  }

  function halt(entry: Entry): void {
    entry.sender?.stop();
    entry.sender = null;
  }

  function pump(): void {
    for (const key of nextToStart([...entries.values()].map(({ transfer }) => transfer))) {
      const entry = entries.get(key);
      if (entry) start(entry);
    }
  }

  function start(entry: Entry): void {
    happen(entry, { type: "start" });
    const { queued, transfer } = entry;
    if (transfer.phase !== "sending" || entry.sender) return;
    const isTaken = (uploadId: string) =>
      [...entries.values()].some((other) => other !== entry && other.transfer.uploadId === uploadId);
    entry.sender = around.send(
      { projectId: queued.projectId, file: queued.file, uploadId: transfer.uploadId, isTaken },
      {
        onPlaced: (uploadId) => happen(entry, { type: "placed", uploadId }),
        onSent: (bytes) => happen(entry, { type: "sent", bytes, at: around.now() }),
        onKept: (bytes) => happen(entry, { type: "kept", bytes }),
        onDone: (assetId, duplicate) => {
          happen(entry, { type: "done" });
          entries.delete(queued.key);
          listener.onDone(queued.key, assetId, duplicate);
        },
        onFailed: (failure) => happen(entry, { type: "failed", failure }),
      },
    );
  }

  const inPhase = (...phases: Transfer["phase"][]): Entry[] =>
    [...entries.values()].filter(({ transfer }) => phases.includes(transfer.phase));

  return {
    add(queued) {
      const transfer = newTransfer(queued.key, queued.file.size, queued.place);
      const old = entries.get(queued.key);
      if (old) halt(old);
      entries.set(queued.key, { queued, transfer, sender: null, timer: null });
      listener.onChange(transfer);
      pump();
    },
    pause(key) {
      const entry = entries.get(key);
      if (entry) happen(entry, { type: "pause" });
    },
    resume(key) {
      const entry = entries.get(key);
      if (entry) happen(entry, { type: "resume" });
    },
    async cancel(key) {
      const entry = entries.get(key);
      if (!entry) return;
      if (entry.timer !== null) around.clearTimer(entry.timer);
      halt(entry);
      entries.delete(key);
      pump();
      const { uploadId } = entry.transfer;
      if (uploadId) await around.remove(uploadId).catch(listener.onLeft);
    },
    wake() {
      for (const entry of inPhase("waiting")) start(entry);
    },
    lose() {
      for (const entry of inPhase("sending")) happen(entry, { type: "failed", failure: { kind: "network" } });
    },
    fileOf: (key) => entries.get(key)?.queued.file ?? null,
    isBusy: () => inPhase("queued", "sending", "waiting").length > 0,
  };
}
