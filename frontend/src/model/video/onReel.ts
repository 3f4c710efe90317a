/** Shows the tracks of a reel at one frame of its video, beside what stands on that frame itself. */
import type { Annotation, Frame, Prediction } from "../../contract/contract";
import { type FrameState, frameStateFrom } from "../frameState";
import { type Placed, placeAt } from "../track/interpolate";

/** The track as it is at a frame, under its own id; null while it is gone. */
export function placeTrack(track: Annotation, index: number): Annotation | null {
  if (track.shape.type !== "track") return null;
  const placed = placeAt(track.shape, index);
  return placed && { ...track, ...atFrame(placed, track) };
}

function atFrame(placed: Placed, { attributes }: Annotation): Partial<Annotation> {
  return {
    shape: placed.shape,
    occluded: placed.occluded,
    attributes: { ...attributes, ...placed.attributes },
  };
}

/** A proposed track as a ghost at a frame; null while it is gone. */
function placeGhost(ghost: Prediction, index: number): Prediction | null {
  if (ghost.shape.type !== "track") return null;
  const placed = placeAt(ghost.shape, index);
  return placed && { ...ghost, shape: placed.shape };
}

/** The frame's own state with everything of the reel that is in the picture at `index`. */
export function composeFrame(frame: FrameState, reel: FrameState | null, index: number): FrameState {
  if (!reel) return frame;
  const annotations = new Map(frame.annotations);
  for (const track of reel.annotations.values()) {
    const placed = placeTrack(track, index);
    if (placed) annotations.set(placed.id, placed);
  }
  const predictions = new Map(frame.predictions);
  for (const ghost of reel.predictions.values()) {
    const placed = placeGhost(ghost, index);
    if (placed) predictions.set(placed.id, placed);
  }
  const known = new Set(frame.versions.map((version) => version.id));
  const versions = [...frame.versions, ...reel.versions.filter((version) => !known.has(version.id))];
  // The verdict on a video is that on its reel.
  return { ...frame, annotations, predictions, versions, verdict: reel.verdict };
}

/** What is known of a frame that nobody has read yet: that it is there. */
export function unreadFrame(frame: Frame): FrameState {
  return frameStateFrom({
    frame,
    seq: 0,
    annotations: [],
    predictions: [],
    model_version: null,
    model_versions: [],
  });
}

/** A track as it comes into the picture, with the answers that it has there. */
export function asItBegins(track: Annotation): Annotation {
  const first = track.shape.type === "track" ? track.shape.keyframes.find(({ outside }) => !outside) : null;
  return (first && placeTrack(track, first.frame)) || track;
}
