/** Keeps in the browser which files are on their way, so that a reload forgets none of them. */
import { type IDBPDatabase, openDB } from "idb";
import { type FileHandle, handleOf } from "../api/fileHandles";
import { isSettled } from "../model/uploads/totals";
import { meStore } from "./meStore";
import { browserTabs, type Tabs } from "./tabs";
import { type Upload, type UploadsState, uploadsStore } from "./uploadsStore";

export interface KeptUpload {
  readonly id: string;
  readonly user_id: string;
  /** The tab that sends it; another takes over only when that one is closed. */
  readonly tab: string;
  readonly project_id: string;
  readonly name: string;
  readonly size: number;
  readonly in_pieces: boolean;
  readonly upload_id: string | null;
  readonly at: number;
  readonly handle: FileHandle | null;
}

export interface KeptStorage {
  load(userId: string): Promise<KeptUpload[]>;
  put(kept: readonly KeptUpload[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

const STORE = "files";
/** After a week nobody remembers what they meant to upload. */
const MOST_AGE_MS = 7 * 24 * 3_600_000;

/** The browser's own database; `name` lets tests have one each. */
export function indexedDbUploads(name = "tandem-uploads"): KeptStorage {
  let opened: Promise<IDBPDatabase> | null = null;
  const database = () => {
    const forget = () => {
      opened = null;
    };
    if (!opened) {
      opened = openDB(name, 1, {
        upgrade: (db) => void db.createObjectStore(STORE, { keyPath: "id" }).createIndex("user", "user_id"),
        terminated: forget,
      });
      opened.catch(forget);
    }
    return opened;
  };
  return {
    async load(userId) {
      return (await database()).getAllFromIndex(STORE, "user", userId);
    },
    async put(kept) {
      const transaction = (await database()).transaction(STORE, "readwrite");
      await Promise.all([...kept.map((one) => transaction.store.put(one)), transaction.done]);
    },
    async remove(ids) {
      const transaction = (await database()).transaction(STORE, "readwrite");
      await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
    },
  };
}

export interface KeptUploads {
  /** Remember files that were just chosen. */
  keep(uploads: readonly Upload[], fileOf: (key: string) => File | null): void;
  /** What earlier pages left of a project; from now on this tab's. */
  takeLeft(projectId: string): Promise<KeptUpload[]>;
  /** Say which row shows what was left. */
  show(key: string, kept: KeptUpload): void;
  /** What is kept of a row. */
  of(key: string): KeptUpload | null;
  /** All that was asked for is written. */
  settled(): Promise<void>;
}

export function createKeptUploads(storage: KeptStorage, tabs: Tabs): KeptUploads {
  const byKey = new Map<string, KeptUpload>();
  let writing: Promise<void> = Promise.resolve();

  /** One after the other; a browser that keeps nothing is no reason not to upload. */
  const write = (work: () => Promise<void>) => {
    writing = writing.then(work).catch(() => undefined);
  };

  function follow({ byKey: rows }: UploadsState): void {
    const over: string[] = [];
    const changed: KeptUpload[] = [];
    for (const [key, kept] of byKey) {
      const row = rows.get(key);
      if (!row || isSettled(row.fate)) {
        byKey.delete(key);
        over.push(kept.id);
      } else if (row.uploadId && row.uploadId !== kept.upload_id) {
        const now = { ...kept, upload_id: row.uploadId };
        byKey.set(key, now);
        changed.push(now);
      }
    }
    if (over.length > 0) write(() => storage.remove(over));
    if (changed.length > 0) write(() => storage.put(changed));
  }
  uploadsStore.subscribe(follow);

  return {
    keep(uploads, fileOf) {
      const user = meStore.getState().user;
      if (!user) return;
      const kept = uploads.map((row): KeptUpload => {
        const file = fileOf(row.key);
        return {
          id: `${tabs.id}/${row.key}`,
          user_id: user.id,
          tab: tabs.id,
          project_id: row.projectId,
          name: row.name,
          size: row.size,
          in_pieces: row.inPieces,
          upload_id: row.uploadId,
          at: Date.now(),
          handle: file && handleOf(file),
        };
      });
      uploads.forEach((row, place) => {
        const one = kept[place];
        if (one) byKey.set(row.key, one);
      });
      if (kept.length > 0) write(() => storage.put(kept));
    },
    async takeLeft(projectId) {
      const user = meStore.getState().user;
      if (!user) return [];
      let taken: KeptUpload[] = [];
      await tabs.alone(async () => {
        const [all, living] = [await storage.load(user.id), await tabs.living()];
        const left = all.filter(({ tab }) => tab !== tabs.id && !living?.has(tab));
        const old = left.filter(({ at }) => Date.now() - at > MOST_AGE_MS);
        taken = left
          .filter((one) => one.project_id === projectId && !old.includes(one))
          .map((one) => ({ ...one, tab: tabs.id }));
        await storage.remove(old.map(({ id }) => id));
        await storage.put(taken);
      });
      return taken;
    },
    show: (key, kept) => void byKey.set(key, kept),
    of: (key) => byKey.get(key) ?? null,
    settled: () => writing,
  };
}

export const keptUploads: KeptUploads = createKeptUploads(indexedDbUploads(), browserTabs());
