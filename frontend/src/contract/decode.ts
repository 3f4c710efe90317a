/** Turns unknown JSON into contract records, or throws a DecodeError naming the field. */
import type {
  Actor,
  Annotation,
  Asset,
  CorrectionAnswer,
  CorrectionsAnswer,
  Export,
  Failure,
  Frame,
  FrameContents,
  Job,
  JobStatus,
  Me,
  Member,
  ModelVersion,
  ModelVersionShort,
  Prediction,
  Progress,
  Project,
  Snapshot,
  TileSet,
  Trial,
  Triggers,
  VideoPolicy,
} from "./contract";
import { decodeDescribed, decodeLabel } from "./decodeLabel";
import {
  decodeGatePolicy,
  decodeQualityPolicy,
  decodeQueuePolicy,
  decodeReviewPolicy,
  decodeRulesPolicy,
  decodeTrainingPolicy,
} from "./decodePolicies";
import { decodeShape } from "./decodeShape";
import { DecodeError, type Decoder, Reader } from "./reader";

export const ROLES = ["manager", "reviewer", "annotator", "guest"] as const;
export const JOB_STATUSES = [
  "queued",
  "running",
  "finished",
  "failed",
  "cancelled",
  "quarantined",
  "blocked",
] as const satisfies readonly JobStatus[];
export const VERDICTS = ["submitted", "skipped", "approved", "returned"] as const;

const text: Decoder<string> = (value, path) => {
  if (typeof value !== "string") throw new DecodeError(path, "text");
  return value;
};

export const decodeActor: Decoder<Actor> = (value, path) => {
  const r = new Reader(value, path);
  return { id: r.text("id"), name: r.text("name", "") };
};

export const decodeFailure: Decoder<Failure> = (value, path) => {
  const r = new Reader(value, path);
  return { code: r.text("code", "failed"), message: r.text("message", "") };
};

export const decodeProgress: Decoder<Progress> = (value, path) => {
  const r = new Reader(value, path);
  return { done: r.number("done", 0), total: r.number("total", 0) };
};

export const decodeMe: Decoder<Me> = (value, path) => {
  const r = new Reader(value, path);
  const user = r.nested("user", (inner, innerPath) => {
    const u = new Reader(inner, innerPath);
    return { id: u.text("id"), name: u.text("name"), is_admin: u.flag("is_admin") };
  });
  return { user, csrf_token: r.textOrNull("csrf_token") };
};

export const decodeModelVersionShort: Decoder<ModelVersionShort> = (value, path) => {
  const r = new Reader(value, path);
  return { id: r.text("id"), name: r.text("name", ""), version: r.text("version", "") };
};

const decodeTrial: Decoder<Trial> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frames: r.sieve("frames", (item, at) => {
      const f = new Reader(item, at);
      return {
        frame_id: f.text("frame_id"),
        predictions: f.number("predictions", 0),
        seconds: f.number("seconds", 0),
      };
    }),
    memory_bytes: r.number("memory_bytes", 0),
    reason: r.textOrNull("reason"),
    notes: r.sieve("notes", text),
  };
};

export const decodeModelVersion: Decoder<ModelVersion> = (value, path) => {
  const r = new Reader(value, path);
  const thresholds = r.nestedOrNull("thresholds", (inner, innerPath) => {
    const t = new Reader(inner, innerPath);
    return { show: t.number("show", 0.25), floor: t.number("floor", 0.05) };
  });
  return {
    ...decodeModelVersionShort(value, path),
    title: r.text("title", ""),
    task: r.text("task", ""),
    labels: r.has("labels") ? r.list("labels", text) : [],
    status: r.choice("status", ["candidate", "champion", "archived", "refused"] as const, "candidate"),
    thresholds: thresholds ?? { show: 0.25, floor: 0.05 },
    licence: r.text("licence", ""),
    sha256: r.text("sha256", ""),
    created_at: r.textOrNull("created_at"),
    project_id: r.textOrNull("project_id"),
    parent_id: r.textOrNull("parent_id"),
    training_id: r.textOrNull("training_id"),
    trial: r.nestedOrNull("trial", decodeTrial),
  };
};

export const decodeTriggers: Decoder<Triggers> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  const exporting = new Reader(r.nestedOrNull("export", (inner) => inner) ?? {}, r.at("export"));
  const training = new Reader(r.nestedOrNull("training", (inner) => inner) ?? {}, r.at("training"));
  return {
    export: {
      every_corrections: exporting.numberOrNull("every_corrections"),
      formats: exporting.has("formats") ? exporting.list("formats", text) : [],
      cron: exporting.textOrNull("cron"),
      timezone: exporting.text("timezone", "UTC"),
      next_run: exporting.textOrNull("next_run"),
      last_run: exporting.textOrNull("last_run"),
    },
    training: {
      every_corrections: training.numberOrNull("every_corrections"),
      cron: training.textOrNull("cron"),
      timezone: training.text("timezone", "UTC"),
      acceptance_below: training.numberOrNull("acceptance_below"),
      acceptance_window: training.number("acceptance_window", 200),
      next_run: training.textOrNull("next_run"),
      last_run: training.textOrNull("last_run"),
    },
  };
};

const decodeVideoPolicy: Decoder<VideoPolicy> = (value, path) => {
  const r = new Reader(value, path);
  return { predict: r.choice("predict", ["keys", "every"] as const, "keys"), step: r.number("step", 1) };
};

const decodeLabelMap: Decoder<Record<string, string | null>> = (value) =>
  Object.fromEntries(
    Object.entries(value ?? {}).map(([label, name]) => [label, typeof name === "string" ? name : null]),
  );

export const decodeProject: Decoder<Project> = (value, path) => {
  const r = new Reader(value, path);
  const counts = new Reader(r.nestedOrNull("counts", (inner) => inner) ?? {}, r.at("counts"));
  return {
    id: r.text("id"),
    name: r.text("name"),
    labels: r.sieve("labels", decodeLabel),
    threshold: r.numberOrNull("threshold"),
    my_role: r.choice("my_role", ROLES, "annotator"),
    created_at: r.text("created_at", ""),
    counts: {
      assets: counts.number("assets", 0),
      ready: counts.number("ready", 0),
      failed: counts.number("failed", 0),
      pending: counts.number("pending", 0),
      annotations: counts.number("annotations", 0),
      corrections: counts.number("corrections", 0),
    },
    triggers: r.nested("triggers", decodeTriggers),
    video: r.nested("video", decodeVideoPolicy),
    training: r.nested("training", decodeTrainingPolicy),
    gate: r.nested("gate", decodeGatePolicy),
    queue: r.nested("queue", decodeQueuePolicy),
    review: r.nested("review", decodeReviewPolicy),
    quality: r.nested("quality", decodeQualityPolicy),
    rules: r.nested("rules", decodeRulesPolicy),
    label_map: r.nestedOrNull("label_map", decodeLabelMap) ?? {},
    champion: r.nestedOrNull("champion", decodeModelVersion),
    seq: r.number("seq", 0),
  };
};

export const decodeMember: Decoder<Member> = (value, path) => {
  const r = new Reader(value, path);
  return {
    user_id: r.text("user_id"),
    name: r.text("name"),
    role: r.choice("role", ROLES),
    joined_at: r.text("joined_at"),
    seen_at: r.textOrNull("seen_at"),
    away_until: r.textOrNull("away_until"),
  };
};

export const decodeAsset: Decoder<Asset> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    name: r.text("name", ""),
    kind: r.choice("kind", ["image", "video", "unknown"] as const, "unknown"),
    status: r.choice("status", ["uploaded", "ready", "failed"] as const),
    predicted: r.choice("predicted", ["none", "queued", "done", "failed"] as const, "none"),
    width: r.numberOrNull("width"),
    height: r.numberOrNull("height"),
    frame_count: r.numberOrNull("frame_count"),
    duration_seconds: r.numberOrNull("duration_seconds"),
    sha256: r.textOrNull("sha256"),
    byte_size: r.numberOrNull("byte_size"),
    content_type: r.textOrNull("content_type"),
    notes: r.sieve("notes", text),
    error: r.nestedOrNull("error", decodeFailure),
    duplicate: r.flag("duplicate"),
    frame_id: r.textOrNull("frame_id"),
    thumbnail_url: r.textOrNull("thumbnail_url"),
    created_at: r.text("created_at", ""),
    corrections: r.number("corrections", 0),
    reviewed: r.has("reviewed") ? r.choice("reviewed", VERDICTS) : null,
    duplicate_group: r.textOrNull("duplicate_group"),
  };
};

export const decodeTileSet: Decoder<TileSet> = (value, path) => {
  const r = new Reader(value, path);
  return {
    size: r.number("size"),
    levels: r.number("levels"),
    format: r.choice("format", ["jpeg", "mixed"] as const, "mixed"),
  };
};

export const decodeFrame: Decoder<Frame> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    asset_id: r.text("asset_id"),
    project_id: r.text("project_id", ""),
    index: r.number("index", 0),
    width: r.number("width"),
    height: r.number("height"),
    seq: r.number("seq", 0),
    image_url: r.text("image_url", ""),
    tiles: r.nestedOrNull("tiles", decodeTileSet),
  };
};

export const decodeAnnotation: Decoder<Annotation> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    asset_id: r.text("asset_id", ""),
    frame_id: r.text("frame_id"),
    revision: r.number("revision"),
    label: r.text("label"),
    shape: r.nested("shape", decodeShape),
    derived_from: r.textOrNull("derived_from"),
    prompted_by: r.textOrNull("prompted_by"),
    imported_by: r.textOrNull("imported_by"),
    ...decodeDescribed(r),
    actor: r.nestedOrNull("actor", decodeActor),
    updated_at: r.text("updated_at", ""),
  };
};

export const decodePrediction: Decoder<Prediction> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    frame_id: r.text("frame_id", ""),
    model_version_id: r.text("model_version_id", ""),
    label: r.text("label", ""),
    score: r.number("score"),
    shape: r.nested("shape", decodeShape),
  };
};

export const decodeFrameContents: Decoder<FrameContents> = (value, path) => {
  const r = new Reader(value, path);
  const frame = r.nested("frame", decodeFrame);
  return {
    frame,
    seq: r.number("seq", frame.seq),
    annotations: r.sieve("annotations", decodeAnnotation),
    predictions: r.sieve("predictions", decodePrediction),
    model_version: r.nestedOrNull("model_version", decodeModelVersionShort),
    model_versions: r.has("model_versions") ? r.list("model_versions", decodeModelVersionShort) : [],
    pinned_version_id: r.textOrNull("pinned_version_id"),
    independent: r.flag("independent"),
    is_truth: r.flag("is_truth"),
  };
};

const decodeCorrectionAnswer: Decoder<CorrectionAnswer> = (value, path) => {
  const r = new Reader(value, path);
  return {
    mutation_id: r.text("mutation_id"),
    status: r.choice("status", ["applied", "conflict"] as const),
    annotation: r.nestedOrNull("annotation", decodeAnnotation),
    revision: r.numberOrNull("revision"),
    seq: r.number("seq", 0),
    repeated: r.flag("repeated"),
    removed: r.flag("removed"),
  };
};

export const decodeCorrectionsAnswer: Decoder<CorrectionsAnswer> = (value, path) => {
  const r = new Reader(value, path);
  return { seq: r.number("seq", 0), results: r.list("results", decodeCorrectionAnswer) };
};

export const decodeSnapshot: Decoder<Snapshot> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    name: r.text("name", ""),
    status: r.choice("status", JOB_STATUSES, "finished"),
    digest: r.textOrNull("digest"),
    frame_count: r.number("frame_count", 0),
    annotation_count: r.number("annotation_count", 0),
    seq: r.numberOrNull("seq"),
    created_at: r.text("created_at", ""),
    actor: r.nestedOrNull("actor", decodeActor),
  };
};

export const decodeExport: Decoder<Export> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    snapshot_id: r.textOrNull("snapshot_id"),
    format: r.text("format", ""),
    include_images: r.flag("include_images", false),
    interpolated: r.flag("interpolated", true),
    status: r.choice("status", JOB_STATUSES),
    trigger: r.choice("trigger", ["person", "corrections", "schedule"] as const, "person"),
    progress: r.nestedOrNull("progress", decodeProgress),
    byte_size: r.numberOrNull("byte_size"),
    sha256: r.textOrNull("sha256"),
    file_name: r.textOrNull("file_name"),
    error: r.nestedOrNull("error", decodeFailure),
    created_at: r.text("created_at", ""),
    finished_at: r.textOrNull("finished_at"),
    download_url: r.textOrNull("download_url"),
  };
};

export const decodeJob: Decoder<Job> = (value, path) => {
  const r = new Reader(value, path);
  const subject = new Reader(r.nestedOrNull("subject", (inner) => inner) ?? {}, r.at("subject"));
  return {
    id: r.text("id"),
    project_id: r.text("project_id", ""),
    kind: r.text("kind"),
    queue: r.text("queue", ""),
    status: r.choice("status", JOB_STATUSES),
    attempts: r.number("attempts", 0),
    progress: r.nestedOrNull("progress", decodeProgress),
    subject: {
      asset_id: subject.textOrNull("asset_id"),
      frame_id: subject.textOrNull("frame_id"),
      export_id: subject.textOrNull("export_id"),
      snapshot_id: subject.textOrNull("snapshot_id"),
    },
    reason: r.textOrNull("reason"),
    created_at: r.text("created_at", ""),
    started_at: r.textOrNull("started_at"),
    finished_at: r.textOrNull("finished_at"),
  };
};

/** One page of a listing: the records under `name`, and the cursor of the next page. */
export function decodePage<T>(
  name: string,
  decoder: Decoder<T>,
): Decoder<{ items: T[]; next: string | null }> {
  return (value, path) => {
    const r = new Reader(value, path);
    return { items: r.sieve(name, decoder), next: r.textOrNull("next") };
  };
}
