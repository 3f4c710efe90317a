/** Frames in memory: the server's state with the person's unsent corrections shown on top. */
import { createStore } from "zustand/vanilla";
import type { Actor, Annotation, Correction, Frame, FrameContents, Prediction } from "../contract/contract";
import type { FrameEvent } from "../contract/events";
import { applyCorrections } from "../model/applyCorrections";
import { type Answered, applyAnswers, applyEvent } from "../model/applyEvent";
import { type FrameState, frameStateFrom } from "../model/frameState";
import { composeFrame, unreadFrame } from "../model/video/onReel";

export type Origin = "local" | "remote";

export interface FrameSlot {
  readonly server: FrameState;
  readonly pending: readonly Correction[];
  /** What the canvas draws: server, then pending. */
  readonly visible: FrameState;
}

/** The video that the open frame is of. */
export interface OpenReel {
  readonly id: string;
  /** The open frame by its number, known before it is read. */
  readonly frame: Frame;
}

export interface FrameStoreState {
  readonly slots: ReadonlyMap<string, FrameSlot>;
  readonly openId: string | null;
  readonly reel: OpenReel | null;
  /** What the canvas and the panels show: the open frame, on a video with its tracks as they are there. */
  readonly open: FrameState | null;
  /** Who caused the latest change of a slot. */
  readonly lastChange: { readonly frameId: string; readonly origin: Origin } | null;
}

const KEEP_FRAMES = 24;

export function createFrameStore() {
  const store = createStore<FrameStoreState>(() => ({
    slots: new Map(),
    openId: null,
    reel: null,
    open: null,
    lastChange: null,
  }));
  /** Events that arrive while a frame is being read; replayed over what the read brings. */
  const early = new Map<string, FrameEvent[]>();
  let actor: Actor | null = null;
  let championId: string | null = null;
  let composedOf: readonly unknown[] = [];

  /** Change the state; what is shown is put together anew only when a part of it changed. */
  function change(fields: Partial<FrameStoreState>): void {
    const { slots, openId, reel, open } = { ...store.getState(), ...fields };
    const own = openId ? slots.get(openId)?.visible : undefined;
    const tracks = reel ? slots.get(reel.id)?.visible : undefined;
    const parts = [openId, own, reel?.id, tracks];
    const same = parts.every((part, place) => part === composedOf[place]);
    composedOf = parts;
    store.setState(same ? { ...fields, open } : { ...fields, open: shown(own, tracks, reel) });
  }

  function shown(
    own: FrameState | undefined,
    tracks: FrameState | undefined,
    reel: OpenReel | null,
  ): FrameState | null {
    if (!reel) return own ?? null;
    return composeFrame(own ?? unreadFrame(reel.frame), tracks ?? null, reel.frame.index);
  }

  function put(frameId: string, slot: FrameSlot, origin: Origin): void {
    const slots = new Map(store.getState().slots);
    slots.delete(frameId);
    slots.set(frameId, slot);
    for (const id of slots.keys()) {
      if (slots.size <= KEEP_FRAMES) break;
      const { openId, reel } = store.getState();
      if (id !== openId && id !== reel?.id && id !== frameId && slots.get(id)?.pending.length === 0)
        slots.delete(id);
    }
    change({ slots, lastChange: { frameId, origin } });
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
    /** Learn who predicts now. */
    setChampion(versionId: string | null) {
      championId = versionId;
    },
    open(frameId: string | null) {
      const slots = new Map([...store.getState().slots].filter(([, slot]) => !slot.server.over));
      change({ openId: frameId, reel: null, ...(slots.size < store.getState().slots.size ? { slots } : {}) });
    },
    /** Turn to a frame of a video; it is shown with the tracks at once, whether it was read or not. */
    openInVideo(reelId: string, frame: Frame) {
      change({ openId: frame.id, reel: { id: reelId, frame } });
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
      let server = waiting.reduce(
        (state, event) => applyEvent(state, event, championId),
        frameStateFrom(contents),
      );
      const sameKind = known?.independent === server.independent;
      if (known && sameKind && known.seq > server.seq) server = known;
      put(frameId, slotOf(server, pending), "remote");
    },
    receive(event: FrameEvent) {
      early.get(event.frame_id)?.push(event);
      const slot = store.getState().slots.get(event.frame_id);
      if (!slot) return;
      const server = applyEvent(slot.server, event, championId);
      if (server !== slot.server) put(event.frame_id, slotOf(server, slot.pending), "remote");
    },
    /** Show another list of unsent corrections. */
    setPending(frameId: string, pending: readonly Correction[]) {
      const { slots, reel } = store.getState();
      let slot = slots.get(frameId);
      // Drawn on before it was read: it has to be read now.
      if (!slot && reel?.frame.id === frameId && pending.length > 0)
        slot = slotOf({ ...unreadFrame(reel.frame), stale: true }, pending);
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
    /** Learn that an open frame is of known truth, or no more. */
    setTruth(frameId: string, isTruth: boolean) {
      const slot = store.getState().slots.get(frameId);
      if (slot) put(frameId, slotOf({ ...slot.server, isTruth }, slot.pending), "local");
    },
    /** One's own answer is in: what is shown stays until the frame is left, then it is read as it is for all. */
    settleAlone(frameId: string) {
      const slot = store.getState().slots.get(frameId);
      if (slot)
        put(frameId, slotOf({ ...slot.server, verdict: "submitted", over: true }, slot.pending), "local");
    },
    /** What is known of a frame is of no use any more: it is read anew when it is opened. */
    drop(frameId: string) {
      const slots = new Map(store.getState().slots);
      if (slots.delete(frameId)) change({ slots });
    },
    forget(...keep: readonly (string | null)[]) {
      change({ slots: new Map([...store.getState().slots].filter(([id]) => keep.includes(id))) });
    },
    visible(frameId: string | null): FrameState | null {
      return frameId ? (store.getState().slots.get(frameId)?.visible ?? null) : null;
    },
    openFrame: (): FrameState | null => store.getState().open,
    /** The reel of the open video, as far as it is read. */
    openReel(): FrameState | null {
      const { reel, slots } = store.getState();
      return reel ? (slots.get(reel.id)?.visible ?? null) : null;
    },
    /** An object by its id, also a track that is not in the picture at this frame. */
    object(id: string): Annotation | undefined {
      return store.getState().open?.annotations.get(id) ?? this.openReel()?.annotations.get(id);
    },
    ghost(id: string): Prediction | undefined {
      return store.getState().open?.predictions.get(id) ?? this.openReel()?.predictions.get(id);
    },
    /** Within what undo goes back: the frame, or the whole video. */
    scope(): string | null {
      const { openId, reel } = store.getState();
      return reel ? reel.frame.asset_id : openId;
    },
    /** Where people meet: the frame, or the video at whichever frame they look. */
    meeting: (): string | null => meetingIn(store.getState()),
  };
}

export type FrameStore = ReturnType<typeof createFrameStore>;
export const frameStore = createFrameStore();

/** The id of the frame on which people meet, as a selector. */
export const meetingIn = ({ openId, reel }: FrameStoreState): string | null => (reel ? reel.id : openId);
