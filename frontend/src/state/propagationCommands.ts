/** Commands about letting the machine go on with a track. */
import type { Propagation } from "../contract/video";
import { type Command, command } from "./command";
import { askToTrack, currentPropagation, dropPropagation, keepPropagation } from "./propagation";
import { toast } from "./toastStore";

function onCurrent(run: (propagation: Propagation) => void): () => void {
  return () => {
    const current = currentPropagation();
    if (current) run(current);
    else toast("The machine tracks nothing now. Alt+. tracks the selected track forward.");
  };
}

const tracking = (
  id: string,
  title: string,
  keys: readonly string[],
  run: () => void,
  note: string,
): Command => command(id, "Video", title, keys, "video", run, { note });

export const PROPAGATION_COMMANDS: readonly Command[] = [
  tracking(
    "track.forward",
    "Track forward",
    ["alt+."],
    () => askToTrack("forward"),
    "The machine follows the selected track from here. What it finds are ghosts until you keep them.",
  ),
  tracking(
    "track.backward",
    "Track backward",
    ["alt+,"],
    () => askToTrack("backward"),
    "The machine follows the selected track from here to earlier frames.",
  ),
  tracking(
    "track.keep",
    "Keep all that was tracked",
    ["alt+enter"],
    onCurrent(({ id }) => void keepPropagation(id, false)),
    "As keyframes of the track, as few as give back the rest. One undo takes it back.",
  ),
  tracking(
    "track.keepHere",
    "Keep what was tracked up to here",
    ["alt+shift+enter"],
    onCurrent(({ id }) => void keepPropagation(id, true)),
    "When the run has ended, what lies beyond goes.",
  ),
  tracking(
    "track.drop",
    "Stop tracking, drop its ghosts",
    ["alt+backspace"],
    onCurrent(({ id }) => void dropPropagation(id)),
    "Keyframes stay as they are.",
  ),
];
