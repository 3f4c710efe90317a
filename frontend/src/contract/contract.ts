/** The portal's wire contract: type declarations only, nothing that runs. */

import type { Changes, Described, Label } from "./attributes";
import type {
  GatePolicy,
  QualityPolicy,
  QueuePolicy,
  ReviewPolicy,
  RulesPolicy,
  TrainingPolicy,
} from "./policies";
import type { KeyframesSaid, Shape } from "./shapes";

export type {
  Attribute,
  AttributeType,
  AttributeValue,
  Changes,
  Described,
  Label,
  SkeletonTemplate,
  SuggestedShape,
} from "./attributes";
export type { PromptAnswer, PromptPoint, PromptRequest, Region } from "./prompts";

export type {
  BoxShape,
  EllipseShape,
  Keyframe,
  KeyframeFields,
  KeyframesSaid,
  MaskShape,
  Point,
  PointsShape,
  PolygonShape,
  PolylineShape,
  Shape,
  SkeletonShape,
  StillShape,
  TagShape,
  TrackedShape,
  TrackShape,
  Visibility,
} from "./shapes";

export interface Actor {
  id: string;
  name: string;
}

export interface User {
  id: string;
  name: string;
  is_admin: boolean;
}

export interface Me {
  user: User;
  csrf_token: string | null;
}

export type Role = "manager" | "reviewer" | "annotator" | "guest";

export interface ProjectCounts {
  assets: number;
  ready: number;
  failed: number;
  pending: number;
  annotations: number;
  corrections: number;
}

export interface ExportTrigger {
  every_corrections: number | null;
  formats: string[];
  cron: string | null;
  timezone: string;
  next_run: string | null;
  last_run: string | null;
}

export interface TrainingTrigger {
  every_corrections: number | null;
  cron: string | null;
  timezone: string;
  acceptance_below: number | null;
  acceptance_window: number;
  next_run: string | null;
  last_run: string | null;
}

export interface Triggers {
  export: ExportTrigger;
  training: TrainingTrigger;
}

/** Which frames of a video are predicted by themselves: its key frames, or every `step`-th as well. */
export interface VideoPolicy {
  predict: "keys" | "every";
  step: number;
}

export interface ModelVersionShort {
  id: string;
  name: string;
  version: string;
}

export type ModelVersionStatus = "candidate" | "champion" | "archived" | "refused";

/** How a version fared on pictures of the project before it could be chosen; with a `reason` it was refused. */
export interface Trial {
  frames: { frame_id: string; predictions: number; seconds: number }[];
  memory_bytes: number;
  reason: string | null;
  notes: string[];
}

export interface ModelVersion extends ModelVersionShort {
  title: string;
  task: string;
  labels: string[];
  status: ModelVersionStatus;
  thresholds: { show: number; floor: number };
  licence: string;
  sha256: string;
  created_at: string | null;
  project_id: string | null;
  parent_id: string | null;
  training_id: string | null;
  /** Null where there was no picture to try it on. */
  trial: Trial | null;
}

export interface Project {
  id: string;
  name: string;
  labels: Label[];
  threshold: number | null;
  my_role: Role;
  created_at: string;
  counts: ProjectCounts;
  triggers: Triggers;
  video: VideoPolicy;
  training: TrainingPolicy;
  gate: GatePolicy;
  queue: QueuePolicy;
  review: ReviewPolicy;
  quality: QualityPolicy;
  rules: RulesPolicy;
  /** What a label of a model is called here; null leaves such predictions out. */
  label_map: Record<string, string | null>;
  champion: ModelVersion | null;
  seq: number;
}

export interface Member {
  user_id: string;
  name: string;
  role: Role;
  joined_at: string;
  /** When they signed in last; null when never. */
  seen_at: string | null;
  /** The last day of their absence, if they are away. */
  away_until: string | null;
}

export interface Failure {
  code: string;
  message: string;
}

export type AssetKind = "image" | "video" | "unknown";
export type AssetStatus = "uploaded" | "ready" | "failed";
export type PredictedState = "none" | "queued" | "done" | "failed";
export type Verdict = "submitted" | "skipped" | "approved" | "returned";

export interface Asset {
  id: string;
  project_id: string;
  name: string;
  kind: AssetKind;
  status: AssetStatus;
  predicted: PredictedState;
  width: number | null;
  height: number | null;
  frame_count: number | null;
  duration_seconds: number | null;
  sha256: string | null;
  byte_size: number | null;
  content_type: string | null;
  notes: string[];
  error: Failure | null;
  duplicate: boolean;
  frame_id: string | null;
  thumbnail_url: string | null;
  created_at: string;
  corrections: number;
  reviewed: Verdict | null;
  /** Shared by pictures that are nearly the same. */
  duplicate_group: string | null;
}

/** How a large picture is cut: level 0 has its full size, the last level is a single tile. */
export interface TileSet {
  size: number;
  levels: number;
  format: "jpeg" | "mixed";
}

export interface Frame {
  id: string;
  asset_id: string;
  project_id: string;
  index: number;
  width: number;
  height: number;
  seq: number;
  image_url: string;
  /** Set on large pictures: they are never loaded whole. */
  tiles: TileSet | null;
}

export interface Annotation extends Described {
  id: string;
  project_id: string;
  asset_id: string;
  frame_id: string;
  revision: number;
  label: string;
  shape: Shape;
  derived_from: string | null;
  /** The model version that found its first shape where a person pointed. */
  prompted_by: string | null;
  imported_by: string | null;
  actor: Actor | null;
  updated_at: string;
}

export interface Prediction {
  id: string;
  frame_id: string;
  model_version_id: string;
  label: string;
  score: number;
  shape: Shape;
}

export interface FrameContents {
  frame: Frame;
  seq: number;
  annotations: Annotation[];
  predictions: Prediction[];
  model_version: ModelVersionShort | null;
  /** Those that have spoken, the last one last. */
  model_versions: ModelVersionShort[];
  /** The champion of when people first touched the frame: what they saw then stays. */
  pinned_version_id: string | null;
  /** It is the person's own answer: what others say of the frame is not shown. */
  independent?: boolean;
  /** Its objects are known truth; told to reviewers only. */
  is_truth?: boolean;
}

export type CorrectionKind =
  | "add"
  | "accept"
  | "adjust"
  | "reshape"
  | "relabel"
  | "describe"
  | "remove"
  | "restore"
  | "reject"
  | "reopen"
  | "withdraw"
  | "rekey";

/** Where the mask of a new object came from, when a person pointed and a model found it. */
export interface Prompted {
  model_version_id: string;
  score: number;
}

export interface Correction {
  mutation_id: string;
  kind: CorrectionKind;
  annotation_id?: string;
  prediction_id?: string;
  revision?: number;
  label?: string;
  shape?: Shape;
  changes?: Changes;
  prompted?: Prompted;
  /** Of a `rekey`: new keyframes by the number of their frame; null takes one away. */
  keyframes?: KeyframesSaid;
  /** The machine's continuation that the keyframes were taken from. */
  propagation_id?: string;
  time_spent_ms?: number;
}

export interface CorrectionAnswer {
  mutation_id: string;
  status: "applied" | "conflict";
  annotation: Annotation | null;
  revision: number | null;
  seq: number;
  repeated: boolean;
  removed: boolean;
}

export interface CorrectionsAnswer {
  seq: number;
  results: CorrectionAnswer[];
}

export type JobStatus =
  | "queued"
  | "running"
  | "finished"
  | "failed"
  | "cancelled"
  | "quarantined"
  | "blocked";

export interface Progress {
  done: number;
  total: number;
}

export interface Snapshot {
  id: string;
  project_id: string;
  name: string;
  status: JobStatus;
  digest: string | null;
  frame_count: number;
  annotation_count: number;
  seq: number | null;
  created_at: string;
  actor: Actor | null;
}

export interface Export {
  id: string;
  project_id: string;
  snapshot_id: string | null;
  format: string;
  include_images: boolean;
  interpolated: boolean;
  status: JobStatus;
  trigger: "person" | "corrections" | "schedule" | "training";
  progress: Progress | null;
  byte_size: number | null;
  sha256: string | null;
  file_name: string | null;
  error: Failure | null;
  created_at: string;
  finished_at: string | null;
  download_url: string | null;
}

export interface JobSubject {
  asset_id: string | null;
  frame_id: string | null;
  export_id: string | null;
  snapshot_id: string | null;
}

export interface Job {
  id: string;
  project_id: string;
  kind: string;
  queue: string;
  status: JobStatus;
  attempts: number;
  progress: Progress | null;
  subject: JobSubject;
  reason: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface Person {
  id: string;
  name: string;
  connection_id: string;
  frame_id: string | null;
}
