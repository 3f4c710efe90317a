/** The numbered events of a project's log. */
import type {
  Actor,
  Annotation,
  Asset,
  CorrectionKind,
  Export,
  Job,
  ModelVersion,
  ModelVersionShort,
  Prediction,
  Region,
  Snapshot,
  Verdict,
} from "./contract";
import type { CurvePoint, Evaluation, Training } from "./learning";
import type { Keyframe } from "./shapes";
import type { PropagationShort } from "./video";
import type { Issue, WorkItem } from "./work";

export interface EventHead {
  seq: number;
  at: string;
  actor: Actor | null;
  project_id: string;
}

export interface AssetEvent extends EventHead {
  type: "asset.uploaded" | "asset.ready" | "asset.failed" | "asset.changed";
  asset: Asset;
}

export interface PredictionsRecorded extends EventHead {
  type: "predictions.recorded";
  asset_id: string;
  frame_id: string;
  frame_seq: number;
  model_version: ModelVersionShort | null;
  predictions: Prediction[] | null;
  count: number;
  replaces: string | null;
  /** The part that it spoke about; null for the whole frame. */
  region: Region | null;
}

export interface AnnotationCorrected extends EventHead {
  type: "annotation.corrected";
  asset_id: string;
  frame_id: string;
  frame_seq: number;
  correction: {
    mutation_id: string;
    kind: CorrectionKind;
    prediction_id: string | null;
    annotation_id: string | null;
  };
  annotation: Annotation | null;
  reopened: Prediction | null;
  annotation_id: string | null;
  revision: number | null;
}

export interface FrameReviewed extends EventHead {
  type: "frame.reviewed";
  asset_id: string;
  frame_id: string;
  frame_seq: number;
  verdict: Verdict;
  comment: string | null;
}

export interface SnapshotFrozen extends EventHead {
  type: "snapshot.frozen";
  snapshot: Snapshot;
}

export interface ExportEvent extends EventHead {
  type: "export.queued" | "export.finished" | "export.failed";
  export: Export;
}

export interface JobProgressed extends EventHead {
  type: "job.progressed";
  job: Job;
}

/** The machine goes on with a track: what lies beyond `reached` or at an anchor is void, then `added` follows. */
export interface PropagationProgressed extends EventHead {
  type: "propagation.progressed";
  propagation: PropagationShort;
  added: readonly Keyframe[];
}

export interface ModelVersionEvent extends EventHead {
  type: "model_version.registered" | "model_version.promoted";
  model_version: ModelVersion;
}

/** A training began, moved on or ended; `points` are those measured since the event before. */
export interface TrainingProgressed extends EventHead {
  type: "training.progressed";
  training: Training;
  points: readonly CurvePoint[];
}

/** The gate has compared a candidate with the champion. */
export interface ModelVersionJudged extends EventHead {
  type: "model_version.judged";
  evaluation: Evaluation;
}

export interface IssueChanged extends EventHead {
  type: "issue.changed";
  issue: Issue;
}

/** A frame was given to somebody, or to somebody else, or became more or less urgent. */
export interface WorkChanged extends EventHead {
  type: "work.changed";
  work: WorkItem;
}

export interface QualityChanged extends EventHead {
  type: "quality.changed";
  frame_id: string | null;
}

export interface ProjectChanged extends EventHead {
  type: "project.changed";
}

/** An event type this build does not know: it still counts for the sequence. */
export interface UnknownEvent extends EventHead {
  type: "unknown";
  original_type: string;
}

export type FrameEvent = PredictionsRecorded | AnnotationCorrected | FrameReviewed;

export type PortalEvent =
  | AssetEvent
  | FrameEvent
  | SnapshotFrozen
  | ExportEvent
  | JobProgressed
  | PropagationProgressed
  | ModelVersionEvent
  | TrainingProgressed
  | ModelVersionJudged
  | IssueChanged
  | WorkChanged
  | QualityChanged
  | ProjectChanged
  | UnknownEvent;
