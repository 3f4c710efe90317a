/** The commands of an open video: going from frame to frame and playing; those on its tracks join them. */
import { stopFrom, together } from "../model/video/stops";
import { type Command, command } from "./command";
import { changeSpeed, seek, toggleLoop, togglePlay } from "./playback";
import { PROPAGATION_COMMANDS } from "./propagationCommands";
import { toast } from "./toastStore";
import { selectedTracks, TRACK_COMMANDS } from "./trackCommands";
import { onUndoAt } from "./undo";
import { goTo, pause, step, videoStore } from "./videoStore";

const here = () => videoStore.getState().index;

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
  ...TRACK_COMMANDS,
  ...PROPAGATION_COMMANDS,
];

onUndoAt((index) => {
  if (index === here()) return;
  pause();
  goTo(index);
});
