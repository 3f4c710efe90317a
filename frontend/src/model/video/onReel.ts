/** Shows the tracks of a reel at one frame of its video, beside what stands on that frame itself. */
import type { Annotation, Frame, Prediction, Shape } from "../../contract/contract";
import { type FrameState, frameStateFrom } from "../frameState";
import { type Bounds, overlap, shapeBounds } from "../geometry";
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

/** The frame's own state with everything of the reel that is in the picture at `index`.
 *
 * A ghost of the frame whose object has a track here, or a proposed one, is not shown beside it.
 */
export function composeFrame(frame: FrameState, reel: FrameState | null, index: number): FrameState {
  if (!reel) return frame;
  const tracks = [...reel.annotations.values()].map((track) => placeTrack(track, index)).filter(isThere);
  const proposed = [...reel.predictions.values()].map((ghost) => placeGhost(ghost, index)).filter(isThere);
  const annotations = new Map(frame.annotations);
  for (const track of tracks) annotations.set(track.id, track);
  const predictions = new Map(frame.predictions);
  for (const id of saidByTracks(frame.predictions.values(), tracks, proposed)) predictions.delete(id);
  for (const ghost of proposed) predictions.set(ghost.id, ghost);
  const known = new Set(frame.versions.map((version) => version.id));
  const versions = [...frame.versions, ...reel.versions.filter((version) => !known.has(version.id))];
  // The verdict on a video is that on its reel.
  return { ...frame, annotations, predictions, versions, verdict: reel.verdict };
}

const isThere = <T>(placed: T | null): placed is T => placed !== null;

/** Intersection over union from which a track and a ghost are of one object. */
const ALIKE = 0.6;

/** Ghosts of a frame that a track says already: a person's, or one that the same version proposes. */
function saidByTracks(
  ghosts: Iterable<Prediction>,
  tracks: readonly Annotation[],
  proposed: readonly Prediction[],
): string[] {
  const known = new Map<string, Bounds[]>();
  const note = (key: string, shape: Shape) => {
    const bounds = shapeBounds(shape);
    if (bounds) known.set(key, [...(known.get(key) ?? []), bounds]);
  };
  for (const track of tracks) note(track.label, track.shape);
  for (const ghost of proposed) note(`${ghost.label}/${ghost.model_version_id}`, ghost.shape);
  const said: string[] = [];
  if (known.size === 0) return said;
  for (const ghost of ghosts) {
    const bounds = shapeBounds(ghost.shape);
    if (!bounds) continue;
    const rivals = [ghost.label, `${ghost.label}/${ghost.model_version_id}`].flatMap(
      (key) => known.get(key) ?? [],
    );
    if (rivals.some((other) => overlap(bounds, other) >= ALIKE)) said.push(ghost.id);
  }
  return said;
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
    pinned_version_id: null,
  });
}

/** A track as it comes into the picture, with the answers that it has there. */
export function asItBegins(track: Annotation): Annotation {
  const first = track.shape.type === "track" ? track.shape.keyframes.find(({ outside }) => !outside) : null;
  return (first && placeTrack(track, first.frame)) || track;
}
