/** Lets the selected tracks stand still for the next frames. */
import { copyOnwards, selectedTracks } from "../../state/trackCommands";
import { FramesDialog } from "./FramesDialog";

export function CopyDialog() {
  const tracks = selectedTracks();
  const what = tracks.length === 1 ? `“${tracks[0]?.label}”` : `${tracks.length} tracks`;
  return (
    <FramesDialog
      title="Copy to the next frames"
      act="Copy"
      name="copy"
      direction={1}
      most={Number.POSITIVE_INFINITY}
      about={(count, first, last) =>
        `${what} as at frame ${first}, unmoved over ${count === 1 ? "the next frame" : `the next ${count} frames, up to ${last}`}. Keyframes in between go; one undo brings them back.`
      }
      run={copyOnwards}
    />
  );
}
