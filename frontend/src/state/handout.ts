/** Working by the queue: the picture that it handed out, the one taken ahead after it, and where there is none. */
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/http";
import { giveFrameBack, keepFrame, takeNextFrame } from "../api/queue";
import type { NextFrame } from "../contract/queue";
import { indexInVideo } from "../model/video/frameId";
import { arriveAtFirstGhost } from "./arrival";
import { type Command, command } from "./command";
import { mayEdit } from "./editor";
import { frameStore } from "./frameStore";
import { keepHandout, recallHandout } from "./handoutMemory";
import { projectStore } from "./projectStore";
import { navigate, projectPath, routeStore } from "./routeStore";
import { toast, toastError } from "./toastStore";
import { goTo, pause, videoStore } from "./videoStore";
import { workClock } from "./workClock";

const MINUTE_MS = 60_000;

export interface Handout {
  readonly frameId: string;
  readonly assetId: string;
  /** In the portal's words: "Most uncertain: 0.91". */
  readonly reason: string;
}

export interface HandoutState {
  readonly held: Handout | null;
  /** The next one, already one's own: what it shows is loaded while the person works on this one. */
  readonly ahead: Handout | null;
  readonly asking: boolean;
  /** In the portal's words, why nothing waits; null as long as something may. */
  readonly ended: string | null;
}

const NOBODYS = { held: null, ahead: null };

export const handoutStore = createStore<HandoutState>(() => ({ ...NOBODYS, asking: false, ended: null }));

let keeping: ReturnType<typeof setInterval> | undefined;
/** The held picture was worked on. */
let touched = false;
let coming: Promise<void> | null = null;
/** When the one taken ahead was last known to be one's own. */
let sureAt = 0;

const leaseMs = (): number => (projectStore.getState().project?.queue.lease_minutes ?? 0) * MINUTE_MS;

/** What cannot be told to the portal now is made good by time: a lease ends by itself. */
const ignore = (error: unknown): void => {
  if (!(error instanceof Error)) throw error;
};

const giveBack = (frameId: string): void => void giveFrameBack(frameId).catch(ignore);

function handed({ frame, reason, independent }: NextFrame): Handout | null {
  if (!frame) return null;
  // What is known of it is what others made of it.
  const known = frameStore.visible(frame.id);
  if (independent && known && !known.independent) frameStore.drop(frame.id);
  return { frameId: frame.id, assetId: frame.asset_id, reason };
}

/** Whether a picture came from the queue, so that finishing it goes on by the queue. */
export const isHandedOut = (assetId: string): boolean => handoutStore.getState().held?.assetId === assetId;

/** Be handed the next picture and open it, or see that nothing waits; `done` is said of one that is finished. */
export async function openNextByQueue(how: { done?: boolean } = {}): Promise<void> {
  const { project } = projectStore.getState();
  if (!project || handoutStore.getState().asking) return;
  const { route } = routeStore.getState();
  touched ||= how.done ?? false;
  handoutStore.setState({ asking: true });
  try {
    const told = await takeNext(project.id);
    const next = typeof told === "string" ? null : told;
    // The person went elsewhere meanwhile: others may have it.
    if (routeStore.getState().route !== route) return next ? giveBack(next.frameId) : undefined;
    if (next) moveTo(project.id, next);
    else end(project.id, told as string);
  } catch (error) {
    toastError(error);
  } finally {
    handoutStore.setState({ asking: false });
  }
}

/** The one taken ahead, at once where it is there; else a new one, or why there is none. */
async function takeNext(projectId: string): Promise<Handout | string> {
  await coming;
  const { ahead, held } = handoutStore.getState();
  // After a long pause it may be somebody else's, and what somebody finished does not wait any more.
  const isFresh = performance.now() - sureAt < leaseMs();
  if (ahead && isFresh && !frameStore.visible(ahead.frameId)?.verdict) return ahead;
  const openId = frameStore.store.getState().openId;
  let told = await takeNextFrame(projectId, held?.frameId ?? openId);
  // Perhaps the one that is open, chosen from the list, is the only one that waits.
  if (!told.frame && openId && !held) told = await takeNextFrame(projectId, null);
  return handed(told) ?? told.reason;
}

function moveTo(projectId: string, next: Handout): void {
  const { held } = handoutStore.getState();
  const replaces = routeStore.getState().route;
  if (held && held.frameId !== next.frameId && !touched) giveBack(held.frameId);
  touched = false;
  handoutStore.setState({ held: next, ahead: null, ended: null });
  open(projectId, next, replaces.page === "project" && replaces.tab === "queue");
  keepBoth();
  void takeAhead(projectId);
}

function open(projectId: string, { assetId, frameId }: Handout, replace: boolean): void {
  const path = projectPath(projectId, "label", assetId);
  const index = indexInVideo(assetId, frameId);
  const how = replace ? "replace" : "push";
  if (index === null) {
    arriveAtFirstGhost(assetId);
    if (frameStore.store.getState().openId !== frameId) navigate(path, how);
  } else if (videoStore.getState().assetId === assetId && videoStore.getState().facts) {
    pause();
    goTo(index);
  } else navigate(`${path}?frame=${index}`, how);
}

function end(projectId: string, reason: string): void {
  const { held } = handoutStore.getState();
  if (held && !touched) return toast("No other picture waits: this is the last one.");
  leave();
  handoutStore.setState({ ended: reason || "No picture waits." });
  const { route } = routeStore.getState();
  const isThere = route.page === "project" && route.tab === "queue";
  navigate(projectPath(projectId, "queue"), isThere ? "replace" : "push");
}

/** Take the one after the open one, so that it is loaded before the person asks for it. */
function takeAhead(projectId: string): Promise<void> {
  const { held } = handoutStore.getState();
  if (!held) return Promise.resolve();
  const asked = takeNextFrame(projectId, held.frameId)
    .then((told) => {
      const ahead = handed(told);
      if (!ahead) return;
      const now = handoutStore.getState();
      if (now.held === held) {
        sureAt = performance.now();
        handoutStore.setState({ ahead });
      } else if (now.held?.frameId !== ahead.frameId) giveBack(ahead.frameId);
    })
    // It is asked for again when the person goes on.
    .catch(ignore)
    .finally(() => {
      if (coming === asked) coming = null;
    });
  coming = asked;
  return asked;
}

function keepBoth(): void {
  clearInterval(keeping);
  const lease = leaseMs();
  keeping = setInterval(() => {
    // Who is away for as long as a lease lasts has no need of it.
    if (workClock.idle() >= lease) return;
    const { held, ahead } = handoutStore.getState();
    if (held) void keep(held);
    if (ahead) void keep(ahead);
  }, lease / 3);
}

async function keep(one: Handout): Promise<void> {
  try {
    await keepFrame(one.frameId);
    if (handoutStore.getState().ahead === one) sureAt = performance.now();
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 409 && error.status !== 404)) return ignore(error);
    const { held, ahead } = handoutStore.getState();
    if (ahead === one) handoutStore.setState({ ahead: null });
    if (held !== one) return;
    // It is somebody else's now.
    touched = true;
    leave();
    if (error.status === 409) toast(error.message);
  }
}

/** Leave the queue: nobody waits for what was not touched. */
function leave(): void {
  clearInterval(keeping);
  const { held, ahead } = handoutStore.getState();
  if (!held) return;
  handoutStore.setState(NOBODYS);
  // A touched one has left the queue; what is still on its way has to find it in one's hands.
  if (!touched) giveBack(held.frameId);
  if (ahead) giveBack(ahead.frameId);
}

/** The page goes: others may have it, unless the next page of this tab goes on with it. */
function hide(): void {
  const { held } = handoutStore.getState();
  const { project } = projectStore.getState();
  if (held && project) keepHandout({ projectId: project.id, ...held, touched });
  leave();
}

/** Go on by the queue where a reload came in between, if the picture is open and still one's own. */
async function resume(): Promise<void> {
  const { project } = projectStore.getState();
  if (!project || handoutStore.getState().held) return;
  const kept = recallHandout();
  const isOpen = () => {
    const { route } = routeStore.getState();
    return route.page === "project" && route.projectId === project.id && route.assetId === kept?.assetId;
  };
  if (kept?.projectId !== project.id || !isOpen()) return;
  try {
    if (!kept.touched) await keepFrame(kept.frameId);
  } catch (error) {
    return ignore(error);
  }
  if (!isOpen() || handoutStore.getState().held) return kept.touched ? undefined : giveBack(kept.frameId);
  const { frameId, assetId, reason } = kept;
  touched = kept.touched;
  handoutStore.setState({ held: { frameId, assetId, reason }, ahead: null, ended: null });
  keepBoth();
  await takeAhead(project.id);
}

/** Follow whether the picture that was handed out is left or worked on; returns how to stop. */
export function startHandout(): () => void {
  const stop = new AbortController();
  addEventListener("pagehide", hide, { signal: stop.signal });
  addEventListener("pageshow", () => void resume(), { signal: stop.signal });
  const stops = [
    projectStore.subscribe(({ project }, before) => {
      if (project && !before.project) void resume();
    }),
    routeStore.subscribe(({ route }) => {
      const { held, ended } = handoutStore.getState();
      const tab = route.page === "project" ? route.tab : null;
      if (held && (route.page !== "project" || route.assetId !== held.assetId)) leave();
      if (ended !== null && tab !== "queue") handoutStore.setState({ ended: null });
    }),
    frameStore.store.subscribe(({ slots, reel }) => {
      const { held } = handoutStore.getState();
      if (!held || touched) return;
      const own = slots.get(held.frameId);
      const tracks = reel?.frame.asset_id === held.assetId ? slots.get(reel.id) : undefined;
      touched = Boolean(own?.pending.length || own?.visible.verdict || tracks?.pending.length);
    }),
  ];
  return () => {
    stop.abort();
    clearInterval(keeping);
    for (const done of stops) done();
  };
}

export const QUEUE_COMMANDS: readonly Command[] = [
  command(
    "work.queue",
    "Work",
    "Next picture by the queue",
    ["alt+n"],
    "project",
    () => void openNextByQueue(),
    {
      note: "It is yours for a while; nobody else gets it. Enter then goes on by the queue.",
      why: () => (mayEdit() ? null : "You can look at this project, but not change it."),
    },
  ),
];
