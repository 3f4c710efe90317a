/** The corrections that an act on a track consists of, and what the track is after them. */
import type { Annotation, Correction, KeyframesSaid, TrackShape } from "../../contract/contract";
import { rekeyed } from "./keyframes";

/** A correction before it is given an id and a revision. */
export type TrackStep = Omit<Correction, "mutation_id" | "revision" | "time_spent_ms">;
/** An annotation that is a track. */
export type TrackAnnotation = Annotation & { readonly shape: TrackShape };

export function isTrack(annotation: Annotation): annotation is TrackAnnotation {
  return annotation.shape.type === "track";
}

export const rekey = ({ id }: Annotation, keyframes: KeyframesSaid): TrackStep[] =>
  Object.keys(keyframes).length > 0 ? [{ kind: "rekey", annotation_id: id, keyframes }] : [];

export const reshape = ({ id }: Annotation, shape: TrackShape): TrackStep => ({
  kind: "reshape",
  annotation_id: id,
  shape,
});

/** A track as steps leave it; those on other objects do nothing to it. */
export function trackAfter<T extends TrackAnnotation>(track: T, steps: readonly TrackStep[]): T {
  const shape = steps.reduce<TrackShape>((now, step) => {
    if (step.annotation_id !== track.id) return now;
    if (step.kind === "rekey" && step.keyframes) return rekeyed(now, step.keyframes);
    return step.kind === "reshape" && step.shape?.type === "track" ? step.shape : now;
  }, track.shape);
  return shape === track.shape ? track : { ...track, shape };
}
