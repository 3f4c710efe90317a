/** The picture that the queue handed out: why it came, kept while it is open, given back when it is left untouched. */
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/http";
import { giveFrameBack, keepFrame, takeNextFrame } from "../api/queue";
import { indexInVideo } from "../model/video/frameId";
import { arriveAtFirstGhost } from "./arrival";
import { type Command, command } from "./command";
import { mayEdit } from "./editor";
import { frameStore } from "./frameStore";
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
  readonly asking: boolean;
}

export const handoutStore = createStore<HandoutState>(() => ({ held: null, asking: false }));

let keeping: ReturnType<typeof setInterval> | undefined;
let touched = false;

/** What cannot be told to the portal now is made good by time: a lease ends by itself. */
const ignore = (error: unknown): void => {
  if (!(error instanceof Error)) throw error;
};

/** Be handed the next picture and open it; says why there is none. */
export async function openNextByQueue(): Promise<void> {
  const { project } = projectStore.getState();
  if (!project || handoutStore.getState().asking) return;
  const { route } = routeStore.getState();
  handoutStore.setState({ asking: true });
  try {
    const { frame, reason } = await takeNextFrame(project.id, frameStore.store.getState().openId);
    if (!frame) return toast(reason || "No picture waits.");
    // The person went elsewhere meanwhile: others may have it.
    if (routeStore.getState().route !== route) return void giveFrameBack(frame.id).catch(ignore);
    if (handoutStore.getState().held?.frameId !== frame.id) letGo();
    open(project.id, frame.asset_id, frame.id);
    hold({ frameId: frame.id, assetId: frame.asset_id, reason }, project.queue.lease_minutes * MINUTE_MS);
  } catch (error) {
    toastError(error);
  } finally {
    handoutStore.setState({ asking: false });
  }
}

function open(projectId: string, assetId: string, frameId: string): void {
  const path = projectPath(projectId, "label", assetId);
  const index = indexInVideo(assetId, frameId);
  if (index === null) {
    arriveAtFirstGhost(assetId);
    navigate(path);
  } else if (videoStore.getState().assetId === assetId && videoStore.getState().facts) {
    pause();
    goTo(index);
  } else navigate(`${path}?frame=${index}`);
}

function hold(held: Handout, leaseMs: number): void {
  clearInterval(keeping);
  touched = touched && handoutStore.getState().held?.frameId === held.frameId;
  handoutStore.setState({ held });
  keeping = setInterval(() => {
    // Who is away for as long as a lease lasts has no need of it.
    if (workClock.idle() < leaseMs) void keep(held);
  }, leaseMs / 3);
}

async function keep(held: Handout): Promise<void> {
  try {
    await keepFrame(held.frameId);
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 409 && error.status !== 404)) return ignore(error);
    if (handoutStore.getState().held !== held) return;
    forget();
    if (error.status === 409) toast(error.message);
  }
}

function forget(): void {
  clearInterval(keeping);
  handoutStore.setState({ held: null });
}

/** Leave the picture: nobody waits for one that was not touched. */
function letGo(): void {
  const { held } = handoutStore.getState();
  if (!held) return;
  forget();
  // A touched one has left the queue; what is still on its way has to find it in one's hands.
  if (!touched) giveFrameBack(held.frameId).catch(ignore);
}

/** Follow whether the picture that was handed out is left or worked on; returns how to stop. */
export function startHandout(): () => void {
  const stop = new AbortController();
  addEventListener("pagehide", letGo, { signal: stop.signal });
  const stops = [
    routeStore.subscribe(({ route }) => {
      const { held } = handoutStore.getState();
      if (held && (route.page !== "project" || route.assetId !== held.assetId)) letGo();
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
    for (const end of stops) end();
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
      note: "It is yours for a while; nobody else gets it.",
      why: () => (mayEdit() ? null : "You can look at this project, but not change it."),
    },
  ),
];
