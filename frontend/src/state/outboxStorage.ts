/** Keeps unsent corrections in the browser, so that a reload or a closed tab loses nothing. */
import { type IDBPDatabase, openDB } from "idb";
import type { Annotation, Correction } from "../contract/contract";

export type EntryState = "waiting" | "attention" | "conflict";

export interface OutboxEntry {
  readonly mutation_id: string;
  readonly user_id: string;
  /** The tab that sends it; another takes over only when that one is closed. */
  readonly tab: string;
  readonly project_id: string;
  readonly frame_id: string;
  readonly order: number;
  readonly correction: Correction;
  readonly state: EntryState;
  /** Sent at least once: from then on its body never changes, because the server may have stored it. */
  readonly attempted: boolean;
  readonly reason: string | null;
  /** What the server holds, when it says the correction conflicts; null: removed there. */
  readonly theirs: Annotation | null;
  readonly theirs_revision: number | null;
}

export interface OutboxStorage {
  load(userId: string): Promise<OutboxEntry[]>;
  put(entries: readonly OutboxEntry[]): Promise<void>;
  remove(mutationIds: readonly string[]): Promise<void>;
}

const STORE = "corrections";

/** The browser's own database; `name` lets tests have one each. */
export function indexedDbStorage(name = "tandem-outbox"): OutboxStorage {
  let opened: Promise<IDBPDatabase> | null = null;
  const database = () => {
    const forget = () => {
      opened = null;
    };
    if (!opened) {
      opened = openDB(name, 1, {
        upgrade(db) {
          db.createObjectStore(STORE, { keyPath: "mutation_id" }).createIndex("user", "user_id");
        },
        // The browser may close a database by itself, and a first failure need not be the last word.
        terminated: forget,
      });
      opened.catch(forget);
    }
    return opened;
  };
  return {
    async load(userId) {
      const entries: OutboxEntry[] = await (await database()).getAllFromIndex(STORE, "user", userId);
      return entries.sort((a, b) => a.order - b.order);
    },
    async put(entries) {
      const transaction = (await database()).transaction(STORE, "readwrite");
      await Promise.all([...entries.map((entry) => transaction.store.put(entry)), transaction.done]);
    },
    async remove(mutationIds) {
      const transaction = (await database()).transaction(STORE, "readwrite");
      await Promise.all([...mutationIds.map((id) => transaction.store.delete(id)), transaction.done]);
    },
  };
}
