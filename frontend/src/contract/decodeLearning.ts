/** Decoders of trainings, comparisons at the gate, promotions, and the figures of the learning page. */
import { decodeActor, decodeModelVersion, decodeProgress, JOB_STATUSES } from "./decode";
import { decodeGatePolicy, decodeTrainingPolicy } from "./decodePolicies";
import type {
  Answers,
  BlindCount,
  CurvePoint,
  Evaluation,
  FrameDifference,
  Interval,
  LabelReport,
  Learning,
  Pace,
  Promotion,
  Report,
  Stage,
  Trainer,
  Training,
  TrainingCounts,
  TrainingLine,
  TrainingPlan,
  VersionShort,
} from "./learning";
import { type Decoder, Reader } from "./reader";

const ORIGINS = ["accepted", "adjusted", "rejected", "drawn"] as const;
const CAUSES = ["person", "corrections", "schedule", "drift"] as const;
const VERDICTS = ["promote", "keep", "undecided"] as const;

export const decodeAnswers = (r: Reader): Answers => ({
  accepted: r.number("accepted", 0),
  adjusted: r.number("adjusted", 0),
  rejected: r.number("rejected", 0),
  drawn: r.number("drawn", 0),
});

export const decodePace: Decoder<Pace> = (value, path) => {
  const r = new Reader(value, path);
  return {
    origin: r.choice("origin", ORIGINS),
    objects: r.number("objects", 0),
    seconds: r.numberOrNull("seconds"),
  };
};

export const decodeLearning: Decoder<Learning> = (value, path) => {
  const r = new Reader(value, path);
  return {
    days: r.list("days", (item, at) => {
      const d = new Reader(item, at);
      return { day: d.text("day"), corrections: d.number("corrections", 0), ...decodeAnswers(d) };
    }),
    corrections: r.number("corrections"),
    corrections_before: r.number("corrections_before", 0),
    by_version: r.sieve("by_version", (item, at) => {
      const v = new Reader(item, at);
      return { model_version_id: v.text("model_version_id"), ...decodeAnswers(v) };
    }),
    by_label: r.sieve("by_label", (item, at) => {
      const l = new Reader(item, at);
      return { label: l.text("label"), ...decodeAnswers(l) };
    }),
    pace: r.sieve("pace", decodePace),
    seconds_saved: r.numberOrNull("seconds_saved"),
    next_training: r.nested("next_training", (item, at) => {
      const n = new Reader(item, at);
      return {
        corrections: n.number("corrections", 0),
        every_corrections: n.numberOrNull("every_corrections"),
      };
    }),
    versions: r.sieve("versions", decodeModelVersion),
    trainings: r.sieve("trainings", decodeTraining),
  };
};

const decodeStage: Decoder<Stage> = (value, path) => {
  const r = new Reader(value, path);
  return { name: r.text("name"), done: r.number("done", 0), total: r.number("total", 0) };
};

/** Numbers by name; whatever is no number is left out. */
const numbers: Decoder<Record<string, number>> = (value) =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    ),
  );

const decodeCounts: Decoder<TrainingCounts> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    frames: r.number("frames", 0),
    objects: r.number("objects", 0),
    holdout_frames: r.number("holdout_frames", 0),
    by_label: r.nested("by_label", numbers),
  };
};

export const decodePoint: Decoder<CurvePoint> = (value, path) => {
  const r = new Reader(value, path);
  return {
    step: r.number("step"),
    split: r.choice("split", ["train", "validation"] as const),
    metric: r.text("metric"),
    value: r.number("value"),
  };
};

export const decodeTraining: Decoder<Training> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    status: r.choice("status", JOB_STATUSES),
    cause: r.choice("cause", CAUSES, "person"),
    policy: r.nested("policy", decodeTrainingPolicy),
    parent_id: r.textOrNull("parent_id"),
    snapshot_id: r.textOrNull("snapshot_id"),
    counts: r.nested("counts", decodeCounts),
    stage: r.nestedOrNull("stage", decodeStage),
    line_count: r.number("line_count", 0),
    corrections: r.number("corrections", 0),
    model_version_id: r.textOrNull("model_version_id"),
    reason: r.textOrNull("reason"),
    actor: r.nested("actor", decodeActor),
    created_at: r.text("created_at", ""),
    started_at: r.textOrNull("started_at"),
    finished_at: r.textOrNull("finished_at"),
  };
};

export const decodeTrainingDetail: Decoder<{ training: Training; points: CurvePoint[] }> = (value, path) => {
  const r = new Reader(value, path);
  return { training: r.nested("training", decodeTraining), points: r.sieve("points", decodePoint) };
};

export const decodeLog: Decoder<{ lines: TrainingLine[]; next: number | null }> = (value, path) => {
  const r = new Reader(value, path);
  const lines = r.sieve("lines", (item, at) => {
    const l = new Reader(item, at);
    return { number: l.number("number"), text: l.text("text", ""), at: l.text("at", "") };
  });
  return { lines, next: r.numberOrNull("next") };
};

export const decodeTrainingPlan: Decoder<TrainingPlan> = (value, path) => {
  const r = new Reader(value, path);
  return {
    would_train: r.flag("would_train"),
    reason: r.text("reason", ""),
    counts: r.nested("counts", decodeCounts),
    trainer: r.text("trainer", ""),
  };
};

export const decodeTrainer: Decoder<Trainer> = (value, path) => {
  const r = new Reader(value, path);
  const reason = r.textOrNull("reason");
  const name = r.text("name");
  return {
    name,
    title: r.text("title", name),
    installed: r.flag("installed", reason === null),
    reason,
  };
};

const decodeInterval: Decoder<Interval> = (value, path) => {
  const r = new Reader(value, path);
  return { value: r.number("value"), low: r.number("low"), high: r.number("high") };
};

const decodeLabelReport: Decoder<LabelReport> = (value, path) => {
  const r = new Reader(value, path);
  return {
    label: r.text("label"),
    objects: r.number("objects", 0),
    ap50: r.numberOrNull("ap50"),
    ap: r.numberOrNull("ap"),
    precision: r.numberOrNull("precision"),
    recall: r.numberOrNull("recall"),
  };
};

const decodeReport: Decoder<Report> = (value, path) => {
  const r = new Reader(value, path);
  return {
    model_version_id: r.text("model_version_id"),
    ap50: r.nestedOrNull("ap50", decodeInterval),
    ap: r.nestedOrNull("ap", decodeInterval),
    accuracy: r.nestedOrNull("accuracy", decodeInterval),
    by_label: r.sieve("by_label", decodeLabelReport),
    by_size: r.nested("by_size", numbers),
    calibration_error: r.numberOrNull("calibration_error"),
    milliseconds: r.numberOrNull("milliseconds"),
    predictions: r.number("predictions", 0),
  };
};

const decodeDifference: Decoder<FrameDifference> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame_id: r.text("frame_id"),
    asset_id: r.text("asset_id"),
    champion_right: r.number("champion_right", 0),
    champion_wrong: r.number("champion_wrong", 0),
    candidate_right: r.number("candidate_right", 0),
    candidate_wrong: r.number("candidate_wrong", 0),
    missed_by_both: r.number("missed_by_both", 0),
  };
};

export const decodeBlindCount: Decoder<BlindCount> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    candidate: r.number("candidate", 0),
    champion: r.number("champion", 0),
    equal: r.number("equal", 0),
  };
};

export const decodeEvaluation: Decoder<Evaluation> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    candidate_id: r.text("candidate_id"),
    champion_id: r.textOrNull("champion_id"),
    training_id: r.textOrNull("training_id"),
    snapshot_id: r.textOrNull("snapshot_id"),
    policy: r.nested("policy", decodeGatePolicy),
    status: r.choice("status", JOB_STATUSES),
    progress: r.nestedOrNull("progress", decodeProgress),
    frame_count: r.number("frame_count", 0),
    candidate: r.nestedOrNull("candidate", decodeReport),
    champion: r.nestedOrNull("champion", decodeReport),
    better_share: r.numberOrNull("better_share"),
    verdict: r.has("verdict") ? r.choice("verdict", VERDICTS) : null,
    reasons: r.sieve("reasons", (item, at) => new Reader({ item }, at).text("item")),
    differences: r.sieve("differences", decodeDifference),
    blind: r.nested("blind", decodeBlindCount),
    acted: r.flag("acted"),
    error: r.textOrNull("error"),
    actor: r.nested("actor", decodeActor),
    created_at: r.text("created_at", ""),
    finished_at: r.textOrNull("finished_at"),
  };
};

export const decodeVersionShort: Decoder<VersionShort> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name", ""),
    version: r.text("version", ""),
    status: r.choice("status", ["candidate", "champion", "archived", "refused"] as const, "candidate"),
  };
};

export const decodePromotion: Decoder<Promotion> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    before: r.nestedOrNull("before", decodeVersionShort),
    promoted: r.nestedOrNull("promoted", decodeVersionShort),
    cause: r.choice("cause", ["person", "gate", "rollback", "start"] as const, "person"),
    reason: r.textOrNull("reason"),
    evaluation_id: r.textOrNull("evaluation_id"),
    actor: r.nested("actor", decodeActor),
    at: r.text("at", ""),
  };
};
