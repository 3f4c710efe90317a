/** Asks over how many frames the machine is to follow the selected track, and whether past the scene's end. */
import { useState } from "react";
import { useStore } from "zustand";
import type { Direction } from "../../contract/video";
import { cutsBetween } from "../../model/track/propagation";
import { MOST_FRAMES, trackFrames } from "../../state/propagation";
import { selectedTracks } from "../../state/trackCommands";
import { videoStore } from "../../state/videoStore";
import { FramesDialog } from "./FramesDialog";

export function TrackDialog({ direction }: { direction: Direction }) {
  const label = selectedTracks()[0]?.label ?? "";
  const scenes = useStore(videoStore, (state) => state.facts?.scenes ?? []);
  const [pastScenes, setPastScenes] = useState(false);
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
      more={(first, last) => {
        const cuts = cutsBetween(scenes, first, last);
        const nearest = direction === "forward" ? cuts[0] : cuts.at(-1);
        if (nearest === undefined) return null;
        return (
          <label className="check">
            <input
              type="checkbox"
              checked={pastScenes}
              data-testid="past-scenes"
              onChange={(event) => setPastScenes(event.target.checked)}
            />{" "}
            {`Go on past ${cuts.length === 1 ? "the new scene" : `${cuts.length} new scenes, the first`} at frame ${nearest}; else the track ends there`}
          </label>
        );
      }}
      run={(frames) => void trackFrames(direction, frames, pastScenes)}
    />
  );
}
