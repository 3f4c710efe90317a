/** Fails the type check when the server's generated records and the ones decoded here drift apart. */
import type * as ours from "./contract";
import type * as server from "./server.gen";

/** Every field that the client reads is one the server sends. */
type Covers<Wire, Ours> =
  Exclude<keyof Ours, keyof Wire> extends never ? true : Exclude<keyof Ours, keyof Wire>;

export type Agreement = [
  Covers<server.AssetView, ours.Asset>,
  Covers<server.AnnotationView, ours.Annotation>,
  Covers<server.Prediction, ours.Prediction>,
  Covers<server.FrameView, ours.Frame>,
  Covers<server.FrameStateView, ours.FrameContents>,
  Covers<server.ProjectView, ours.Project>,
  Covers<server.Counts, ours.ProjectCounts>,
  Covers<server.ExportTrigger, ours.ExportTrigger>,
  Covers<server.ModelVersionView, ours.ModelVersion>,
  Covers<server.JobView, ours.Job>,
  Covers<server.SnapshotView, ours.Snapshot>,
  Covers<server.ExportView, ours.Export>,
  Covers<server.MemberView, ours.Member>,
  Covers<server.CorrectionResult, ours.CorrectionAnswer>,
  Covers<server.CorrectionRequest, ours.Correction>,
  Covers<server.PredictionsRecorded, ours.PredictionsRecorded>,
  Covers<server.AnnotationCorrected, ours.AnnotationCorrected>,
  Covers<server.FrameReviewed, ours.FrameReviewed>,
  Covers<server.Person, ours.Person>,
];

type AllTrue<T extends readonly unknown[]> = T[number] extends true ? true : never;

/** Not assignable, and so a type error, as soon as one record does not agree. */
export const AGREED: AllTrue<Agreement> = true;
