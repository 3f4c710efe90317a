/** The commands of an open video: going from frame to frame, playing, and acts on the selected tracks. */
import type { Annotation, TrackShape } from "../contract/contract";
import { newAnnotationId } from "../model/ids";
import {
  beginningAt,
  endingBefore,
  merged,
  splitAt,
  toggledOutside,
  withoutKeyframe,
} from "../model/track/edits";
import { isTrack } from "../model/video/onReel";
import { stopFrom, together } from "../model/video/stops";
import { type Command, command } from "./command";
import { act, copiedFrom } from "./editor";
import { frameStore } from "./frameStore";
import { changeSpeed, seek, toggleLoop, togglePlay } from "./playback";
import { select, selectionStore } from "./selectionStore";
import { toast } from "./toastStore";
import { drawStore, toggleTrackMode } from "./tracks";
import { uiStore } from "./uiStore";
import { onUndoAt } from "./undo";
import type { Step } from "./undoStack";
import { goTo, pause, step, videoStore } from "./videoStore";

type Track = Annotation & { shape: TrackShape };

export function selectedTracks(): Track[] {
  const reel = frameStore.openReel();
  return [...selectionStore.getState().ids].flatMap((id) => {
    const found = reel?.annotations.get(id);
    return found && isTrack(found) ? [found] : [];
  });
}

const here = () => videoStore.getState().index;

/** Give each selected track another shape, as one act; one that cannot have it stays. */
function reshapeTracks(
  name: string,
  nothing: string,
  change: (track: TrackShape) => TrackShape | null,
): void {
  const tracks = selectedTracks();
  if (tracks.length === 0) return toast("Select a track first.");
  const steps = tracks.flatMap((track): Step[] => {
    const shape = change(track.shape);
    return shape ? [{ kind: "reshape", annotation_id: track.id, shape }] : [];
  });
  if (steps.length === 0) toast(nothing);
  else act(name, steps);
}

function split(): void {
  const tracks = selectedTracks();
  if (tracks.length === 0) return toast("Select a track first.");
  const made: string[] = [];
  const steps = tracks.flatMap((track): Step[] => {
    const parts = splitAt(track.shape, here());
    if (!parts) return [];
    const id = newAnnotationId();
    made.push(id);
    return [
      { kind: "reshape", annotation_id: track.id, shape: parts[0] },
      { kind: "add", annotation_id: id, label: track.label, shape: parts[1], ...copiedFrom(track) },
    ];
  });
  if (steps.length === 0) return toast("The track begins only here: there is nothing to split off.");
  act("split", steps);
  select(made);
}

function merge(): void {
  const [first, ...others] = selectedTracks();
  if (!first || others.length === 0) return toast("Select two tracks or more to merge them.");
  let whole: TrackShape | null = first.shape;
  for (const { shape } of others) whole = whole && merged(whole, shape);
  if (!whole) return toast("Tracks of different kinds of shapes stay apart.", "bad");
  act("merge", [
    { kind: "reshape", annotation_id: first.id, shape: whole },
    ...others.map(({ id }): Step => ({ kind: "remove", annotation_id: id })),
  ]);
  select([first.id]);
}

/** The track from here on under the label that is chosen: split, then relabelled, as one act. */
function labelFromHere(): void {
  const label = uiStore.getState().activeLabel;
  const [track] = selectedTracks();
  if (!track || !label) return toast("Select a track and choose a label first.");
  const parts = splitAt(track.shape, here());
  const id = newAnnotationId();
  if (!parts) return act("relabel", [{ kind: "relabel", annotation_id: track.id, label }]);
  act("change the label from here on", [
    { kind: "reshape", annotation_id: track.id, shape: parts[0] },
    { kind: "add", annotation_id: id, label, shape: parts[1] },
  ]);
  select([id]);
}

function goToStop(stops: readonly number[], direction: 1 | -1, nothing: string): void {
  const found = stopFrom(stops, here(), direction);
  if (found === null) return toast(nothing);
  pause();
  goTo(found);
}

function keyframes(): readonly number[] {
  const tracks = selectedTracks();
  if (tracks.length === 0) return videoStore.getState().facts?.keys ?? [];
  return together(tracks.map((track) => track.shape.keyframes.map((keyframe) => keyframe.frame)));
}

const scenes = () => videoStore.getState().facts?.scenes ?? [];
const undecided = () => (videoStore.getState().facts?.predicted ?? []).map(([index]) => index);
const last = () => (videoStore.getState().facts?.frame_count ?? 1) - 1;

const video = (
  id: string,
  title: string,
  keys: readonly string[],
  run: () => void,
  extra: Parameters<typeof command>[6] = {},
): Command => command(id, "Video", title, keys, "video", run, extra);
const repeats = { repeats: true } as const;

export const VIDEO_COMMANDS: readonly Command[] = [
  video("video.play", "Play or pause", ["space"], togglePlay),
  video("video.next", "Next frame", ["f"], () => step(1), repeats),
  video("video.previous", "Previous frame", ["d"], () => step(-1), repeats),
  video("video.next10", "10 frames on", ["shift+f"], () => step(10), repeats),
  video("video.previous10", "10 frames back", ["shift+d"], () => step(-10), repeats),
  video("video.first", "First frame", ["home"], () => seek(0)),
  video("video.last", "Last frame", ["end"], () => seek(last())),
  video(
    "video.nextKeyframe",
    "Next keyframe",
    ["c"],
    () => goToStop(keyframes(), 1, "There is no keyframe after this one."),
    { note: "Of the selected tracks; with none selected, the file's own key frames." },
  ),
  video("video.previousKeyframe", "Previous keyframe", ["shift+c"], () =>
    goToStop(keyframes(), -1, "There is no keyframe before this one."),
  ),
  video("video.nextUndecided", "Next frame with predictions", ["alt+j"], () =>
    goToStop(undecided(), 1, "No frame after this one has predictions."),
  ),
  video("video.previousUndecided", "Previous frame with predictions", ["alt+k"], () =>
    goToStop(undecided(), -1, "No frame before this one has predictions."),
  ),
  video("video.nextScene", "Next scene", ["alt+down"], () =>
    goToStop(scenes(), 1, "No scene begins after this frame."),
  ),
  video("video.previousScene", "Previous scene", ["alt+up"], () =>
    goToStop(scenes(), -1, "No scene begins before this frame."),
  ),
  video(
    "video.goTo",
    "Go to a frame or time",
    ["shift+g"],
    () => document.querySelector<HTMLInputElement>("[data-goto]")?.select(),
    { note: "120, 1:23.5, 12s or 50%." },
  ),
  video("video.slower", "Slower", ["<"], () => changeSpeed(-1)),
  video("video.faster", "Faster", [">"], () => changeSpeed(1)),
  video("video.loop", "Play over and over, or once", [], toggleLoop),
  video("track.mode", "Draw tracks, or on this frame only", ["alt+t"], () => {
    toggleTrackMode();
    toast(
      drawStore.getState().asTracks ? "What you draw becomes a track." : "What you draw stays on this frame.",
    );
  }),
  video(
    "track.outside",
    "Gone from here on, or back",
    ["u"],
    () => reshapeTracks("outside", "", (track) => toggledOutside(track, here())),
    { note: "The track leaves the picture at this frame; again, and it is back." },
  ),
  video("track.split", "Split the track here", ["shift+s"], split),
  video("track.merge", "Merge the selected tracks", ["shift+m"], merge),
  video("track.dropKeyframe", "Remove the keyframe here", ["mod+backspace", "mod+delete"], () =>
    reshapeTracks("remove the keyframe", "There is no keyframe here, or it is the only one.", (track) =>
      withoutKeyframe(track, here()),
    ),
  ),
  video("track.begin", "The track begins here", ["shift+i"], () =>
    reshapeTracks("trim", "It begins here already.", (track) => beginningAt(track, here())),
  ),
  video("track.end", "The track is last seen here", ["shift+u"], () =>
    reshapeTracks("trim", "It begins only here.", (track) => endingBefore(track, here() + 1)),
  ),
  video("track.labelFromHere", "The chosen label from here on", [], labelFromHere),
];

onUndoAt((index) => {
  if (index === here()) return;
  pause();
  goTo(index);
});
