/** Frames in memory: the server's state with the person's unsent corrections shown on top. */
import { createStore } from "zustand/vanilla";
import type { Actor, Correction, FrameContents } from "../contract/contract";
import type { FrameEvent } from "../contract/events";
import { applyCorrections } from "../model/applyCorrections";
import { type Answered, applyAnswers, applyEvent } from "../model/applyEvent";
import { type FrameState, frameStateFrom } from "../model/frameState";

export type Origin = "local" | "remote";

export interface FrameSlot {
  readonly server: FrameState;
  readonly pending: readonly Correction[];
  /** What the canvas draws: server, then pending. */
  readonly visible: FrameState;
}

export interface FrameStoreState {
  readonly slots: ReadonlyMap<string, FrameSlot>;
  readonly openId: string | null;
  /** Who caused the latest change of a slot. */
  readonly lastChange: { readonly frameId: string; readonly origin: Origin } | null;
}

const KEEP_FRAMES = 24;

export function createFrameStore() {
  const store = createStore<FrameStoreState>(() => ({ slots: new Map(), openId: null, lastChange: null }));
  /** Events that arrive while a frame is being read; replayed over what the read brings. */
  const early = new Map<string, FrameEvent[]>();
  let actor: Actor | null = null;

  function put(frameId: string, slot: FrameSlot, origin: Origin): void {
    const slots = new Map(store.getState().slots);
    slots.delete(frameId);
    slots.set(frameId, slot);
    for (const id of slots.keys()) {
      if (slots.size <= KEEP_FRAMES) break;
      if (id !== store.getState().openId && id !== frameId && slots.get(id)?.pending.length === 0)
        slots.delete(id);
    }
    store.setState({ slots, lastChange: { frameId, origin } });
  }

  const slotOf = (server: FrameState, pending: readonly Correction[]): FrameSlot => ({
    server,
    pending,
    visible: applyCorrections(server, pending, actor),
  });

  return {
    store,
    setActor(who: Actor | null) {
      actor = who;
    },
    open(frameId: string | null) {
      store.setState({ openId: frameId });
    },
    /** Begin to keep events of a frame, before it is read. */
    expect(frameId: string) {
      if (!early.has(frameId)) early.set(frameId, []);
    },
    giveUp(frameId: string) {
      early.delete(frameId);
    },
    /** Take in a read frame and replay the events that came meanwhile. */
    load(contents: FrameContents, pending: readonly Correction[]) {
      const frameId = contents.frame.id;
      const waiting = early.get(frameId) ?? [];
      early.delete(frameId);
      const known = store.getState().slots.get(frameId)?.server;
      let server = waiting.reduce(applyEvent, frameStateFrom(contents));
      if (known && known.seq > server.seq) server = known;
      put(frameId, slotOf(server, pending), "remote");
    },
    receive(event: FrameEvent) {
      early.get(event.frame_id)?.push(event);
      const slot = store.getState().slots.get(event.frame_id);
      if (!slot) return;
      const server = applyEvent(slot.server, event);
      if (server !== slot.server) put(event.frame_id, slotOf(server, slot.pending), "remote");
    },
    /** Show another list of unsent corrections. */
    setPending(frameId: string, pending: readonly Correction[]) {
      const slot = store.getState().slots.get(frameId);
      if (slot) put(frameId, slotOf(slot.server, pending), "local");
    },
    /** Fold the server's answers in and stop showing what they answer, in one step. */
    settle(frameId: string, answers: readonly Answered[], pending: readonly Correction[]) {
      const slot = store.getState().slots.get(frameId);
      if (slot) put(frameId, slotOf(applyAnswers(slot.server, answers), pending), "local");
    },
    /** Learn at which revision a removed object stands, so that it can be brought back. */
    noteRevision(frameId: string, { id, revision }: { id: string; revision: number }) {
      const slot = store.getState().slots.get(frameId);
      if (!slot || slot.server.annotations.has(id) || (slot.server.tombstones.get(id) ?? 0) >= revision)
        return;
      const tombstones = new Map(slot.server.tombstones).set(id, revision);
      put(frameId, slotOf({ ...slot.server, tombstones }, slot.pending), "local");
    },
    forget(keep: string | null) {
      const slots = new Map([...store.getState().slots].filter(([id]) => id === keep));
      store.setState({ slots });
    },
    visible(frameId: string | null): FrameState | null {
      return frameId ? (store.getState().slots.get(frameId)?.visible ?? null) : null;
    },
    openFrame(): FrameState | null {
      const { openId, slots } = store.getState();
      return openId ? (slots.get(openId)?.visible ?? null) : null;
    },
  };
}

export type FrameStore = ReturnType<typeof createFrameStore>;
export const frameStore = createFrameStore();
