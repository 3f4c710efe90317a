/** Acts on the selected tracks at the frame that is looked at, and making tracks of what is seen there. */
import type { Annotation, Changes, Label } from "../contract/contract";
import { defaultsFor } from "../model/attributes";
import { joinChanges } from "../model/describe";
import { newAnnotationId, newGroupId } from "../model/ids";
import { fitsTemplate } from "../model/skeleton";
import { beginAt, endAt } from "../model/track/extent";
import { placeAt } from "../model/track/interpolate";
import { trackFrom } from "../model/track/keyframes";
import {
  copyToNext,
  deleteKeyframe,
  mergeTracks,
  relabelFrom,
  splitTrack,
  toggleOutside,
} from "../model/track/operations";
import { isTrack, type TrackAnnotation, type TrackStep, trackAfter } from "../model/track/steps";
import { type Command, command } from "./command";
import { acceptStep, act, copiedFrom, selectedOf } from "./editor";
import { frameStore } from "./frameStore";
import { isLocked } from "./personalStore";
import { labelNamed, projectStore } from "./projectStore";
import { select, selectionStore } from "./selectionStore";
import { toast } from "./toastStore";
import { drawStore, isTrackable, toggleTrackMode } from "./tracks";
import { openDialog, uiStore } from "./uiStore";
import type { Step } from "./undoStack";
import { videoStore } from "./videoStore";

const SELECT_FIRST = "Select a track first.";

export function selectedTracks(): TrackAnnotation[] {
  const reel = frameStore.openReel();
  return [...selectionStore.getState().ids].flatMap((id) => {
    const found = reel?.annotations.get(id);
    return found && isTrack(found) ? [found] : [];
  });
}

const here = () => videoStore.getState().index;
const frameCount = () => videoStore.getState().facts?.frame_count ?? 1;

/** Do the same to each selected track, as one act; one to which it does nothing stays. */
function change(
  name: string,
  nothing: string,
  stepsFor: (track: TrackAnnotation) => readonly TrackStep[],
): boolean {
  const tracks = selectedTracks();
  const steps = tracks.flatMap(stepsFor);
  if (steps.length === 0) toast(tracks.length === 0 ? SELECT_FIRST : nothing);
  else act(name, steps);
  return steps.length > 0;
}

const madeBy = (steps: readonly TrackStep[]) =>
  steps.flatMap((step) => (step.kind === "add" && step.annotation_id ? [step.annotation_id] : []));

function split(): void {
  const made: string[] = [];
  const done = change(
    "split",
    "There is nothing to split off here: it begins or ends at this frame.",
    (track) => {
      const steps = splitTrack(track, here(), newAnnotationId(), {
        asked: labelNamed(track.label)?.attributes,
      });
      made.push(...madeBy(steps));
      return steps;
    },
  );
  if (done && made.length > 0) select(made);
}

function merge(): void {
  const [first, ...others] = selectedTracks();
  if (!first || others.length === 0) return toast("Select two tracks or more to merge them.");
  let whole = first;
  const removed: TrackStep[] = [];
  for (const other of others) {
    const steps = mergeTracks(whole, other);
    if (steps.length === 0) return toast("Tracks of different kinds of shapes stay apart.", "bad");
    whole = trackAfter(whole, steps);
    removed.push(...steps.filter((step) => step.kind === "remove"));
  }
  act("merge", [{ kind: "reshape", annotation_id: first.id, shape: whole.shape }, ...removed]);
  select([first.id]);
  if (others.some((other) => other.label !== first.label)) toast(`Merged as “${first.label}”.`);
}

/** The steps with the new label's first answers where it asks something that nobody answered. */
function withDefaults(steps: readonly TrackStep[], label: Label | undefined, track: Annotation): TrackStep[] {
  return steps.flatMap((step): TrackStep[] => {
    if (step.kind === "add") {
      const first = defaultsFor(label, step.changes?.attributes as Annotation["attributes"] | undefined);
      return [first ? { ...step, changes: joinChanges(step.changes ?? {}, first) } : step];
    }
    const first: Changes | null = step.kind === "relabel" ? defaultsFor(label, track.attributes) : null;
    return first ? [step, { kind: "describe", annotation_id: track.id, changes: first }] : [step];
  });
}

/** The track from here on under the label that is chosen: split, then relabelled, as one act. */
function labelFromHere(): void {
  const name = uiStore.getState().activeLabel;
  if (!name) return toast("Choose a label first.");
  const label = labelNamed(name);
  const template = projectStore.getState().skeletons.get(name);
  const made: string[] = [];
  const nothing = `It is “${name}” already, does not fit that label, or is gone from here on.`;
  const done = change("change the label from here on", nothing, (track) => {
    const shape = track.shape.keyframes[0]?.shape;
    if (shape && !fitsTemplate(shape, template)) return [];
    const steps = relabelFrom(track, here(), name, newAnnotationId(), label?.attributes);
    made.push(...madeBy(steps));
    return withDefaults(steps, label, track);
  });
  if (done && made.length > 0) select(made);
}

/** Let the selected tracks stand still for the next frames. */
export function copyOnwards(count: number): void {
  change("copy to the next frames", "It is not in the picture here, or this is the last frame.", (track) =>
    copyToNext(track, here(), count, frameCount()),
  );
}

function askCopies(): void {
  const tracks = selectedTracks();
  if (tracks.some((track) => placeAt(track.shape, here()))) return openDialog("copyFrames");
  toast(
    tracks.length > 0 ? "It is not in the picture at this frame." : "Select a track first. Alt+A makes one.",
  );
}

function removeKeyframe(): void {
  const lost = selectedTracks().filter((track) => track.shape.keyframes.length === 1);
  const done = change("remove the keyframe", "There is no keyframe at this frame.", (track) =>
    deleteKeyframe(track, here()),
  );
  if (done && lost.some((track) => track.shape.keyframes[0]?.frame === here()))
    toast("That was its only keyframe: the track is gone. Undo brings it back.");
}

/** Make tracks of what stands on this frame alone: selected objects and ghosts leave it and begin a track here. */
export function makeTracks(): void {
  const frame = frameStore.openFrame();
  const reel = frameStore.openReel();
  if (!frame || !reel) return;
  const { annotations, ghosts } = selectedOf(frame);
  const still = annotations.filter(
    ({ id, shape }) => !reel.annotations.has(id) && isTrackable(shape) && !isLocked(id),
  );
  const fresh = ghosts.filter(({ id, shape }) => !reel.predictions.has(id) && isTrackable(shape));
  if (still.length + fresh.length === 0)
    return toast("Select an object or a ghost of this frame. Masks and tags do not become tracks.");
  const together = newGroupId();
  // A ghost is answered as what it is, right; then what came of it makes room for the track.
  const accepted = fresh.flatMap((ghost) => acceptStep(ghost) ?? []);
  act("make a track", accepted, undefined, together);
  const after = frameStore.openFrame();
  const taken = accepted.flatMap(({ annotation_id: id }) => (id ? (after?.annotations.get(id) ?? []) : []));
  const all = [...still, ...taken];
  const steps = all.flatMap((item): Step[] => {
    const { occluded, ...changes } = copiedFrom(item).changes ?? {};
    const carried = Object.keys(changes).length > 0 ? { changes } : {};
    if (!isTrackable(item.shape)) return [];
    const shape = trackFrom(item.shape, here(), occluded ?? false);
    return [
      { kind: "remove", annotation_id: item.id },
      { kind: "add", annotation_id: newAnnotationId(), label: item.label, shape, ...carried },
    ];
  });
  act("make a track", steps, undefined, together);
  select(madeBy(steps));
}

const track = (
  id: string,
  title: string,
  keys: readonly string[],
  run: () => void,
  extra: Parameters<typeof command>[6] = {},
): Command => command(id, "Video", title, keys, "video", run, extra);

export const TRACK_COMMANDS: readonly Command[] = [
  track("track.mode", "Draw tracks, or on this frame only", ["alt+t"], () => {
    toggleTrackMode();
    toast(
      drawStore.getState().asTracks ? "What you draw becomes a track." : "What you draw stays on this frame.",
    );
  }),
  track("track.make", "Make a track of it", ["alt+a"], makeTracks, {
    note: "Of the selected ghosts and objects of this frame: each begins a track here.",
  }),
  track(
    "track.outside",
    "Gone from here on, or back",
    ["u"],
    () =>
      void change("outside", "It is gone for good before this frame.", (one) =>
        toggleOutside(one, here(), frameCount()),
      ),
    { note: "The track leaves the picture at this frame; again, and it is back." },
  ),
  track("track.copy", "Copy to the next frames", ["mod+b"], askCopies, {
    note: "The track stands still for as many frames as you say.",
  }),
  track("track.split", "Split the track here", ["shift+s"], split),
  track("track.merge", "Merge the selected tracks", ["shift+m"], merge),
  track("track.dropKeyframe", "Remove the keyframe here", ["mod+backspace", "mod+delete"], removeKeyframe),
  track(
    "track.begin",
    "The track begins here",
    ["shift+i"],
    () => void change("trim", "It begins here already.", (one) => beginAt(one, here(), frameCount())),
    { note: "Earlier or later than now. On the timeline, drag the start of its lane." },
  ),
  track(
    "track.end",
    "The track is last seen here",
    ["shift+u"],
    () => void change("trim", "It ends here already.", (one) => endAt(one, here(), frameCount())),
    { note: "Earlier or later than now. On the timeline, drag the end of its lane." },
  ),
  track("track.labelFromHere", "The chosen label from here on", ["alt+l"], labelFromHere, {
    note: "Before this frame it keeps the one that it has.",
  }),
];
