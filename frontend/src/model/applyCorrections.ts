/** Shows a person's own unsent corrections on top of what the server has said. */
import type { Actor, Annotation, Changes, Correction, Prediction } from "../contract/contract";
import { applyChanges, describedOf, PLAIN } from "./describe";
import type { FrameState } from "./frameState";
import { rekeyed } from "./track/keyframes";

/** Fold corrections over a state in order, as the server is expected to; pure, one copy for any number of them. */
export function applyCorrections(
  state: FrameState,
  corrections: readonly Correction[],
  actor: Actor | null,
): FrameState {
  if (corrections.length === 0) return state;
  const annotations = new Map(state.annotations);
  const predictions = new Map(state.predictions);
  const decided = new Map(state.decided);
  const tombstones = new Map(state.tombstones);
  const removed = new Map(state.removed);

  const put = (id: string, fields: Partial<Annotation>, changes: Changes | undefined) => {
    const before = annotations.get(id) ?? (tombstones.has(id) ? removed.get(id) : undefined);
    const label = fields.label ?? before?.label;
    const shape = fields.shape ?? before?.shape;
    if (label === undefined || shape === undefined) return;
    annotations.set(id, {
      id,
      project_id: state.frame.project_id,
      asset_id: state.frame.asset_id,
      frame_id: state.frame.id,
      revision: (annotations.get(id)?.revision ?? tombstones.get(id) ?? 0) + 1,
      label,
      shape,
      derived_from: fields.derived_from ?? before?.derived_from ?? null,
      prompted_by: fields.prompted_by ?? before?.prompted_by ?? null,
      imported_by: fields.imported_by ?? before?.imported_by ?? null,
      ...applyChanges(before ? describedOf(before) : PLAIN, changes),
      actor,
      updated_at: before?.updated_at ?? "",
    });
    tombstones.delete(id);
  };
  const drop = (id: string) => {
    const before = annotations.get(id);
    if (!before) return;
    annotations.delete(id);
    removed.set(id, before);
    tombstones.set(id, before.revision + 1);
  };
  const decide = (id: string): Prediction | undefined => {
    const prediction = predictions.get(id);
    if (!prediction) return decided.get(id);
    predictions.delete(id);
    decided.set(id, prediction);
    return prediction;
  };
  const reopen = (id: string) => {
    const prediction = decided.get(id);
    if (!prediction) return;
    decided.delete(id);
    predictions.set(id, prediction);
  };

  for (const correction of corrections) {
    const { kind, annotation_id: id, prediction_id: predictionId, changes } = correction;
    const given: Partial<Annotation> = {};
    if (correction.label !== undefined) given.label = correction.label;
    if (correction.shape !== undefined) given.shape = correction.shape;
    if (correction.prompted) given.prompted_by = correction.prompted.model_version_id;
    switch (kind) {
      case "accept":
      case "adjust": {
        const prediction = predictionId ? decide(predictionId) : undefined;
        if (id && prediction)
          put(
            id,
            {
              label: prediction.label,
              shape: prediction.shape,
              derived_from: prediction.id,
              ...given,
            },
            changes,
          );
        else if (id && !predictionId) put(id, given, changes);
        break;
      }
      case "add":
      case "restore":
        if (id) put(id, given, changes);
        break;
      case "reshape":
      case "relabel":
      case "describe":
        // Somebody removed it meanwhile: the server will answer with a conflict, nothing is shown until then.
        if (id && annotations.has(id)) put(id, given, changes);
        break;
      case "rekey": {
        const shape = id ? annotations.get(id)?.shape : undefined;
        if (id && shape?.type === "track" && correction.keyframes)
          put(id, { shape: rekeyed(shape, correction.keyframes) }, undefined);
        break;
      }
      case "remove":
        if (id) drop(id);
        break;
      case "withdraw":
        if (id) {
          const from = annotations.get(id)?.derived_from ?? predictionId;
          drop(id);
          if (from) reopen(from);
        }
        break;
      case "reject":
        if (predictionId) decide(predictionId);
        break;
      case "reopen":
        if (predictionId) reopen(predictionId);
        break;
    }
  }
  return { ...state, annotations, predictions, decided, tombstones, removed };
}
