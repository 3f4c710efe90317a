/** The records of the loop: trainings, comparisons at the gate, promotions, and the figures of the learning page. */
import type { Actor, JobStatus, ModelVersion, ModelVersionStatus, Progress } from "./contract";
import type { GatePolicy, TrainingPolicy } from "./policies";

export type {
  GatePolicy,
  QueuePolicy,
  ReviewPolicy,
  ReviewRule,
  SkipRule,
  Strategy,
  StrategyShare,
  TrainingPolicy,
} from "./policies";

export interface Answers {
  accepted: number;
  adjusted: number;
  rejected: number;
  drawn: number;
}

export interface DayFigures extends Answers {
  /** In UTC, `2026-01-31`. */
  day: string;
  corrections: number;
}

export interface VersionAnswers extends Answers {
  model_version_id: string;
}

export interface LabelAnswers extends Answers {
  label: string;
}

export type Origin = "accepted" | "adjusted" | "rejected" | "drawn";

/** The mean seconds spent on an object of one origin; null where nothing was measured. */
export interface Pace {
  origin: Origin;
  objects: number;
  seconds: number | null;
}

export interface NextTraining {
  corrections: number;
  every_corrections: number | null;
}

export interface Learning {
  days: DayFigures[];
  corrections: number;
  corrections_before: number;
  by_version: VersionAnswers[];
  by_label: LabelAnswers[];
  pace: Pace[];
  seconds_saved: number | null;
  next_training: NextTraining;
  versions: ModelVersion[];
  trainings: Training[];
}

export type TrainingCause = "person" | "corrections" | "schedule" | "drift";

export interface Stage {
  name: string;
  done: number;
  total: number;
}

/** One measured value of a training's curves. */
export interface CurvePoint {
  step: number;
  split: "train" | "validation";
  metric: string;
  value: number;
}

export interface TrainingCounts {
  frames: number;
  objects: number;
  holdout_frames: number;
  by_label: Record<string, number>;
}

export interface Training {
  id: string;
  project_id: string;
  status: JobStatus;
  cause: TrainingCause;
  policy: TrainingPolicy;
  parent_id: string | null;
  snapshot_id: string | null;
  counts: TrainingCounts;
  stage: Stage | null;
  line_count: number;
  corrections: number;
  model_version_id: string | null;
  reason: string | null;
  actor: Actor;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

/** A line of what a trainer said; numbered from 1. */
export interface TrainingLine {
  number: number;
  text: string;
  at: string;
}

/** What a training would do if it began now. */
export interface TrainingPlan {
  would_train: boolean;
  reason: string;
  counts: TrainingCounts;
  trainer: string;
}

export interface Trainer {
  name: string;
  title: string;
  installed: boolean;
  reason: string | null;
}

/** A measured value with its 95 % interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface LabelReport {
  label: string;
  objects: number;
  ap50: number | null;
  ap: number | null;
  precision: number | null;
  recall: number | null;
}

export interface Report {
  model_version_id: string;
  ap50: Interval | null;
  ap: Interval | null;
  accuracy: Interval | null;
  by_label: LabelReport[];
  by_size: Record<string, number | null>;
  calibration_error: number | null;
  milliseconds: number | null;
  predictions: number;
}

export interface FrameDifference {
  frame_id: string;
  asset_id: string;
  champion_right: number;
  champion_wrong: number;
  candidate_right: number;
  candidate_wrong: number;
  missed_by_both: number;
}

/** How people judged the two without knowing which was which. */
export interface BlindCount {
  candidate: number;
  champion: number;
  equal: number;
}

export type GateVerdict = "promote" | "keep" | "undecided";

export interface Evaluation {
  id: string;
  project_id: string;
  candidate_id: string;
  champion_id: string | null;
  training_id: string | null;
  snapshot_id: string | null;
  policy: GatePolicy;
  status: JobStatus;
  progress: Progress | null;
  frame_count: number;
  candidate: Report | null;
  champion: Report | null;
  better_share: number | null;
  verdict: GateVerdict | null;
  reasons: string[];
  differences: FrameDifference[];
  blind: BlindCount;
  acted: boolean;
  error: string | null;
  actor: Actor;
  created_at: string;
  finished_at: string | null;
}

export interface VersionShort {
  id: string;
  name: string;
  version: string;
  status: ModelVersionStatus;
}

export type PromotionCause = "person" | "gate" | "rollback" | "start";

export interface Promotion {
  id: string;
  project_id: string;
  before: VersionShort | null;
  promoted: VersionShort | null;
  cause: PromotionCause;
  reason: string | null;
  evaluation_id: string | null;
  actor: Actor;
  at: string;
}
