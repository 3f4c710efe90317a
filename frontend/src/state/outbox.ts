/** Sends a person's corrections in order and keeps each until the server has answered it. */
import { createStore } from "zustand/vanilla";
import type { SendCorrections } from "../api/corrections";
import { ApiError, isPassing } from "../api/http";
import type { Correction, CorrectionAnswer, CorrectionsAnswer } from "../contract/contract";
import { DecodeError } from "../contract/reader";
import type { Answered } from "../model/applyEvent";
import { newMutationId } from "../model/ids";
import {
  followObject,
  followRevision,
  joinable,
  joined,
  nextBatch,
  objectKeys,
  refusedIndexes,
  replace,
} from "./outboxBatch";
import type { OutboxEntry, OutboxStorage } from "./outboxStorage";
import { browserSurroundings, type OutboxSurroundings } from "./outboxSurroundings";
import { browserTabs, type Tabs } from "./tabs";

export interface OutboxState {
  readonly entries: readonly OutboxEntry[];
  readonly sending: number;
  /** Why the last try did not get through; cleared by one that does. */
  readonly blocked: "unreachable" | "signedOut" | null;
  readonly savedAt: number | null;
  /** The browser keeps nothing (private mode, a full disk): what waits lasts only as long as this page. */
  readonly unkept: boolean;
}

export interface OutboxListener {
  /** The unsent corrections of a frame changed. */
  onPending(frameId: string): void;
  /** The server answered; show the answers and the remaining corrections in one step. */
  onAnswered(frameId: string, answers: readonly Answered[]): void;
  /** Whether a conflict leaves nothing to choose, because the other did the same. */
  isSettled?(frameId: string, correction: Correction, answer: CorrectionAnswer): boolean;
}

export interface OutboxOptions {
  send: SendCorrections;
  storage: OutboxStorage;
  listener: OutboxListener;
  tabs?: Tabs;
  around?: OutboxSurroundings;
}

const RETRY_FIRST_MS = 600;
const RETRY_MAX_MS = 3_000;
const RETRY_MAX_HIDDEN_MS = 15_000;

export function createOutbox(options: OutboxOptions) {
  const { send, storage, listener, around = browserSurroundings, tabs = browserTabs() } = options;
  const store = createStore<OutboxState>(() => ({
    entries: [],
    sending: 0,
    blocked: null,
    savedAt: null,
    unkept: false,
  }));
  const busy = new Set<string>();
  /** Corrections whose batch was refused without saying which one: sent one at a time. */
  const alone = new Set<string>();
  let userId: string | null = null;
  let failures = 0;
  /** How many sends did not get through, ever. */
  let misses = 0;
  let timer: number | null = null;
  let lastOrder = 0;

  const entries = () => store.getState().entries;

  async function keep(changed: readonly OutboxEntry[], gone: readonly string[] = []): Promise<void> {
    const { unkept } = store.getState();
    // After a failure everything is tried again: what the browser refused then is missing there.
    const missing = unkept ? entries() : changed;
    try {
      if (missing.length > 0) await storage.put(missing);
      if (gone.length > 0) await storage.remove(gone);
      if (unkept && missing.length > 0) store.setState({ unkept: false });
    } catch (error) {
      // A browser without a database still sends; only the safety net across reloads is missing.
      if (!(error instanceof Error)) throw error;
      store.setState({ unkept: true });
    }
  }

  /** Take over what closed tabs of this person left unsent; what an open one sends is left to it. */
  async function adopt(who: string): Promise<void> {
    await tabs
      .alone(async () => {
        const left = await storage.load(who);
        const living = await tabs.living();
        const known = new Set(entries().map((entry) => entry.mutation_id));
        const orphans = left.filter((entry) => !known.has(entry.mutation_id) && !living?.has(entry.tab));
        if (userId !== who || orphans.length === 0) return;
        const taken = orphans.map((entry) => ({ ...entry, tab: tabs.id }));
        await storage.put(taken);
        const merged = [...taken, ...entries()].sort((a, b) => a.order - b.order);
        lastOrder = Math.max(lastOrder, ...merged.map((entry) => entry.order));
        store.setState({ entries: merged });
        for (const frameId of new Set(taken.map((entry) => entry.frame_id))) listener.onPending(frameId);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error)) throw error;
        store.setState({ unkept: true });
      });
    if (userId === who) flush();
  }

  tabs.onClosed(() => {
    if (userId !== null) void adopt(userId);
  });

  /** Replace the list; returns nothing, persists the difference. */
  function update(next: readonly OutboxEntry[]): void {
    const before = new Map(entries().map((entry) => [entry.mutation_id, entry]));
    const changed = next.filter((entry) => before.get(entry.mutation_id) !== entry);
    const kept = new Set(next.map((entry) => entry.mutation_id));
    const gone = [...before.keys()].filter((id) => !kept.has(id));
    store.setState({ entries: next });
    void keep(changed, gone);
  }

  function pendingFor(frameId: string): Correction[] {
    return entries()
      .filter((entry) => entry.frame_id === frameId && entry.state !== "conflict")
      .map((entry) => entry.correction);
  }

  function kick(): void {
    if (userId === null || timer !== null || store.getState().blocked === "signedOut") return;
    const frames = new Set(entries().map((entry) => entry.frame_id));
    for (const frameId of frames) if (!busy.has(frameId)) void sendFrame(frameId);
  }

  async function sendFrame(frameId: string): Promise<void> {
    let batch = nextBatch(entries(), frameId);
    if (batch.length === 0) return;
    const lone = batch.findIndex((entry) => alone.has(entry.mutation_id));
    if (lone >= 0) batch = batch.slice(0, Math.max(1, lone));
    busy.add(frameId);
    const ids = new Set(batch.map((entry) => entry.mutation_id));
    update(entries().map((entry) => (ids.has(entry.mutation_id) ? { ...entry, attempted: true } : entry)));
    store.setState({ sending: busy.size });
    try {
      settle(
        frameId,
        batch,
        await send(
          frameId,
          batch.map((entry) => entry.correction),
        ),
      );
      failures = 0;
      store.setState({ blocked: null, savedAt: around.now() });
    } catch (error) {
      fail(frameId, batch, error);
    } finally {
      busy.delete(frameId);
      store.setState({ sending: busy.size });
    }
    kick();
  }

  function settle(frameId: string, batch: readonly OutboxEntry[], answer: CorrectionsAnswer): void {
    const results = new Map(answer.results.map((item) => [item.mutation_id, item]));
    const answers: Answered[] = [];
    const done = new Set<string>();
    let next: readonly OutboxEntry[] = entries();
    for (const entry of batch) {
      const item = results.get(entry.mutation_id);
      if (!item) {
        next = replace(next, entry.mutation_id, {
          state: "attention",
          reason: "The portal gave no answer for it.",
        });
        continue;
      }
      const { correction } = entry;
      const annotationId = item.annotation?.id ?? correction.annotation_id ?? null;
      answers.push({
        kind: correction.kind,
        annotationId,
        predictionId: correction.prediction_id ?? null,
        answer: item,
      });
      if (item.status === "conflict" && listener.isSettled?.(frameId, correction, item)) {
        next = followObject(next, correction.annotation_id, item.annotation?.id);
      } else if (item.status === "conflict") {
        const theirs = item.removed ? null : item.annotation;
        next = replace(next, entry.mutation_id, {
          state: "conflict",
          theirs,
          theirs_revision: item.revision ?? theirs?.revision ?? null,
        });
        continue;
      }
      done.add(entry.mutation_id);
      alone.delete(entry.mutation_id);
      const revision = item.revision ?? item.annotation?.revision;
      if (annotationId && revision !== undefined && revision !== null) {
        next = followRevision(
          next.filter((other) => other.mutation_id !== entry.mutation_id),
          annotationId,
          revision,
        );
      }
    }
    update(next.filter((entry) => !done.has(entry.mutation_id)));
    listener.onAnswered(frameId, answers);
  }

  function fail(frameId: string, batch: readonly OutboxEntry[], error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return awaitSignIn();
    if (isPassing(error) || error instanceof DecodeError) {
      if (store.getState().blocked === null) store.setState({ blocked: "unreachable" });
      failures += 1;
      misses += 1;
      const most = around.visible() ? RETRY_MAX_MS : RETRY_MAX_HIDDEN_MS;
      const wait = Math.min(most, RETRY_FIRST_MS * 2 ** (failures - 1)) * (0.5 + around.random() / 2);
      timer ??= around.setTimer(flush, wait);
      return;
    }
    if (!(error instanceof ApiError)) throw error;
    const named = refusedIndexes(error.fields);
    if (batch.length === 1 || named) {
      let next: readonly OutboxEntry[] = entries();
      batch.forEach((entry, index) => {
        const reason = named?.get(index) ?? (batch.length === 1 ? error.message : null);
        if (reason !== null) next = replace(next, entry.mutation_id, { state: "attention", reason });
      });
      update(next);
    } else {
      for (const entry of batch) alone.add(entry.mutation_id);
    }
    listener.onPending(frameId);
  }

  /** Hold everything until the person is back: trying again without a session is no use. */
  function awaitSignIn(): void {
    if (timer !== null) around.clearTimer(timer);
    timer = null;
    store.setState({ blocked: "signedOut" });
  }

  function flush(): void {
    if (timer !== null) around.clearTimer(timer);
    timer = null;
    kick();
  }

  function drop(gone: ReadonlySet<string>, frameId: string): void {
    update(entries().filter((entry) => !gone.has(entry.mutation_id)));
    listener.onPending(frameId);
    kick();
  }

  const find = (mutationId: string) => entries().find((entry) => entry.mutation_id === mutationId);

  function enqueue(projectId: string, frameId: string, corrections: readonly Correction[]): void {
    if (userId === null || corrections.length === 0) return;
    const owner = userId;
    const next = [...entries()];
    for (const correction of corrections) {
      const last = joinable(next, correction);
      if (last) {
        next[next.indexOf(last)] = joined(last, correction);
        continue;
      }
      lastOrder = Math.max(lastOrder + 1, around.now() * 1000);
      next.push({
        mutation_id: correction.mutation_id,
        user_id: owner,
        tab: tabs.id,
        project_id: projectId,
        frame_id: frameId,
        order: lastOrder,
        correction,
        state: "waiting",
        attempted: false,
        reason: null,
        theirs: null,
        theirs_revision: null,
      });
    }
    update(next);
    listener.onPending(frameId);
    kick();
  }

  /** Wait until nothing of a frame is unsent; false when a try fails, it takes too long or needs the person. */
  function settled(frameId: string, patience: number): Promise<boolean> {
    const before = misses;
    const left = () => entries().filter((entry) => entry.frame_id === frameId);
    const stuck = () => misses > before || store.getState().blocked === "signedOut";
    const decided = () => stuck() || left().length === 0 || left().some((entry) => entry.state !== "waiting");
    if (store.getState().blocked === "unreachable") flush();
    return new Promise((resolve) => {
      const end = () => {
        stop();
        around.clearTimer(limit);
        resolve(left().length === 0);
      };
      const stop = store.subscribe(() => {
        if (decided()) end();
      });
      const limit = around.setTimer(end, patience);
      if (decided()) end();
    });
  }

  return {
    store,
    pendingFor,
    enqueue,
    settled,
    flush,
    awaitSignIn,
    /** The portal has answered somebody: do not sit out the pause that a failure began. */
    hurry(): void {
      if (store.getState().blocked === "unreachable") flush();
    },
    /** Take over what this person left unsent, in this tab or an earlier one. */
    async begin(who: string): Promise<void> {
      failures = 0;
      store.setState({ blocked: null });
      if (userId === who) return flush();
      userId = who;
      store.setState({ entries: [] });
      await adopt(who);
    },
    /** Whether leaving the page now would lose work that neither the portal nor the browser has. */
    needsPage: () => store.getState().unkept && entries().length > 0,
    end(): void {
      userId = null;
      if (timer !== null) around.clearTimer(timer);
      timer = null;
      store.setState({ entries: [], sending: 0, blocked: null });
    },
    /** Send a refused correction once more, under a new id because the old one was answered. */
    retry(mutationId: string): void {
      const entry = find(mutationId);
      if (!entry) return;
      const fresh = newMutationId();
      const again = {
        ...entry,
        mutation_id: fresh,
        attempted: false,
        state: "waiting" as const,
        reason: null,
      };
      const renewed = { ...again, correction: { ...entry.correction, mutation_id: fresh } };
      update(entries().map((other) => (other === entry ? renewed : other)));
      listener.onPending(entry.frame_id);
      kick();
    },
    discard(mutationId: string): void {
      const entry = find(mutationId);
      if (entry) drop(new Set([mutationId]), entry.frame_id);
    },
    /** Let the other person's version stand: this correction and those built on it go. */
    takeTheirs(mutationId: string): void {
      const entry = find(mutationId);
      if (!entry) return;
      const keys = new Set(objectKeys(entry));
      const gone = entries().filter(
        (other) => other.order >= entry.order && objectKeys(other).some((key) => keys.has(key)),
      );
      drop(new Set(gone.map((other) => other.mutation_id)), entry.frame_id);
    },
    /** Make this correction again on top of the other person's version. */
    keepMine(mutationId: string, corrections: readonly Correction[]): void {
      const entry = find(mutationId);
      if (!entry) return;
      const [first] = corrections;
      const renewed = corrections.map(
        (correction, index): OutboxEntry => ({
          ...entry,
          mutation_id: correction.mutation_id,
          correction,
          order: entry.order + index / 1000,
          state: "waiting",
          attempted: false,
          theirs: null,
          theirs_revision: null,
        }),
      );
      const after = entries().flatMap((other) => (other === entry ? renewed : [other]));
      update(followObject(after, entry.correction.annotation_id, first?.annotation_id));
      listener.onPending(entry.frame_id);
      kick();
    },
  };
}
