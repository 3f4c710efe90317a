/** The machine's continuations of tracks of the open video: begun, shown as they come, taken over or dropped. */
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/http";
import { cancelPropagation, fetchPropagation, fetchPropagations, startPropagation } from "../api/videos";
import type { PropagationProgressed } from "../contract/events";
import type { Direction, Propagation } from "../contract/video";
import { placeAt } from "../model/track/interpolate";
import { ghostAt, isActive, keepGhosts, progressed, stands } from "../model/track/propagation";
import { isTrack } from "../model/track/steps";
import { act, mayEdit } from "./editor";
import { outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { select, selectionStore } from "./selectionStore";
import { toast, toastError } from "./toastStore";
import { selectedTracks } from "./trackCommands";
import { openDialog } from "./uiStore";
import { videoStore } from "./videoStore";

export interface PropagationState {
  readonly assetId: string | null;
  /** Those whose ghosts stand. */
  readonly standing: readonly Propagation[];
}

/** Ghosts that the others give back within so many pixels need no keyframes of their own. */
const TOLERANCE = 1;
const PATIENCE_MS = 8_000;
export const MOST_FRAMES = 3_000;

export const propagationStore = createStore<PropagationState>(() => ({ assetId: null, standing: [] }));

const find = (id: string) => propagationStore.getState().standing.find((known) => known.id === id) ?? null;

/** Show a continuation as it is now, or no longer. */
function put(propagation: Propagation): void {
  const { assetId, standing } = propagationStore.getState();
  if (propagation.asset_id !== assetId) return;
  const others = standing.filter(({ id }) => id !== propagation.id);
  if (!stands(propagation)) return propagationStore.setState({ standing: others });
  propagationStore.setState({
    standing: [...others, propagation].sort((a, b) => (a.id < b.id ? -1 : 1)),
  });
}

async function openPropagations(assetId: string | null): Promise<void> {
  propagationStore.setState({ assetId, standing: [] });
  if (!assetId) return;
  try {
    const found = await fetchPropagations(assetId);
    // What came by events meanwhile is newer.
    await Promise.all(found.map(({ id }) => (find(id) ? null : reread(id))));
  } catch (error) {
    // The video itself tells when it is gone.
    if (!(error instanceof ApiError && error.status === 404)) toastError(error);
  }
}

const asking = new Set<string>();

/** Ask for the whole of a continuation of which something was missed. */
async function reread(id: string): Promise<void> {
  if (asking.has(id)) return;
  asking.add(id);
  try {
    const whole = await fetchPropagation(id);
    const known = find(id);
    const isOlder =
      known !== null &&
      (known.run > whole.run || (known.run === whole.run && known.keyframes.length > whole.keyframes.length));
    if (!isOlder) put(whole);
  } catch (error) {
    // It is shown with a hole; the next step asks again.
    if (!(error instanceof Error)) throw error;
  } finally {
    asking.delete(id);
  }
}

export function receivePropagation({ propagation, added }: PropagationProgressed): void {
  if (propagation.asset_id !== propagationStore.getState().assetId) return;
  const known = find(propagation.id);
  const told = progressed(known, propagation, added);
  put(told.propagation);
  if (told.hasGap && stands(propagation)) void reread(propagation.id);
  const ended = known && isActive(known) && !isActive(propagation) && propagation.status !== "cancelled";
  if (ended && propagation.status === "failed") toast(`Tracking failed. ${propagation.reason ?? ""}`, "bad");
}

const here = () => videoStore.getState().index;

/** Ask for how many frames the selected track is to be followed. */
export function askToTrack(direction: Direction): void {
  const tracks = selectedTracks();
  const [track] = tracks;
  if (!track) return toast("Select a track first. Alt+A makes one of an object or a ghost.");
  if (tracks.length > 1) return toast("Select one track: the machine follows them one by one.");
  if (!mayEdit()) return toast("You can look at this project, but not change it.");
  if (!placeAt(track.shape, here())) return toast("The track is not in the picture at this frame.");
  openDialog(direction === "forward" ? "trackForward" : "trackBackward");
}

/** Let the machine go on with the selected track from here; where a scene ends it stops, unless asked not to. */
export async function trackFrames(direction: Direction, frames: number, pastScenes: boolean): Promise<void> {
  const [track] = selectedTracks();
  const { facts, index } = videoStore.getState();
  if (!track || !facts) return;
  try {
    // The machine goes by what the portal has.
    if (!(await outbox.settled(facts.reel_id, PATIENCE_MS)))
      return toast("Your last changes are not saved yet. Try again when they are.", "bad");
    const wanted = {
      annotation_id: track.id,
      first: index,
      frames,
      direction,
      past_scenes: pastScenes,
    };
    put(await startPropagation(facts.asset_id, wanted));
  } catch (error) {
    toastError(error);
  }
}

/** The continuation that a command means: the selected track's, else the only one. */
export function currentPropagation(): Propagation | null {
  const { standing } = propagationStore.getState();
  const { ids } = selectionStore.getState();
  const own = standing.filter(({ annotation_id: id }) => ids.has(id));
  return (own.length > 0 ? own : standing).at(-1) ?? null;
}

/** Take over what the machine found, all of it or up to the frame that is looked at, as one act. */
export async function keepPropagation(id: string, toHere: boolean): Promise<void> {
  const known = find(id);
  const upTo = toHere ? here() : null;
  if (!known) return;
  const ghosts = known.keyframes.length;
  if (ghosts === 0 || (upTo !== null && !ghostAt(known, upTo) && !isBeyond(known, upTo)))
    return toast(ghosts === 0 ? "It found nothing yet." : "At this frame there is nothing to keep.");
  try {
    const thin = await fetchPropagation(id, TOLERANCE);
    // A correction may have begun it anew meanwhile.
    const now = find(id);
    if (!now || now.run !== known.run) return toast("It was begun anew meanwhile. Look once more.");
    const reel = frameStore.openReel();
    const track = reel?.annotations.get(known.annotation_id);
    if (!track || !isTrack(track)) return toast("Its track is gone.");
    const steps = keepGhosts(track, now, thin.keyframes, upTo);
    act("keep what was tracked", steps);
    if (steps.length === 0) return;
    select([track.id]);
    if (!isActive(now)) put({ ...now, taken: true });
  } catch (error) {
    toastError(error);
  }
}

/** Whether a frame lies past all that was found: then all of it is meant. */
const isBeyond = ({ direction, keyframes, first }: Propagation, frame: number): boolean => {
  const edge = direction === "forward" ? keyframes.at(-1) : keyframes[0];
  if (!edge) return false;
  return direction === "forward" ? frame > Math.max(first, edge.frame) : frame < Math.min(first, edge.frame);
};

/** Stop it and drop what it found. */
export async function dropPropagation(id: string): Promise<void> {
  try {
    put(await cancelPropagation(id));
  } catch (error) {
    toastError(error);
  }
}

videoStore.subscribe(({ assetId, facts }, before) => {
  const open = facts ? assetId : null;
  if (open !== (before.facts ? before.assetId : null)) void openPropagations(open);
});
