/** Asks over how many frames the machine is to follow the selected track. */
import type { Direction } from "../../contract/video";
import { MOST_FRAMES, trackFrames } from "../../state/propagation";
import { selectedTracks } from "../../state/trackCommands";
import { FramesDialog } from "./FramesDialog";

export function TrackDialog({ direction }: { direction: Direction }) {
  const label = selectedTracks()[0]?.label ?? "";
  return (
    <FramesDialog
      title={`Track “${label}” ${direction}`}
      act="Track"
      name="track"
      direction={direction === "forward" ? 1 : -1}
      most={MOST_FRAMES}
      about={(count, first, last) =>
        `${count === 1 ? "One frame" : `${count} frames`}, from ${first} to ${last}. Ghosts show what is found; a correction on the way begins it anew from there.`
      }
      run={(frames) => void trackFrames(direction, frames)}
    />
  );
}
