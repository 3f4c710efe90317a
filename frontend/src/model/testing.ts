/** Builders of records for tests, with sensible defaults. */
import type { Annotation, Asset, BoxShape, FrameContents, Prediction, Project } from "../contract/contract";
import type { AnnotationCorrected, AssetEvent } from "../contract/events";
import { type FrameState, frameStateFrom } from "./frameState";

export const box = (x = 10, y = 10, width = 20, height = 20): BoxShape => ({
  type: "box",
  x,
  y,
  width,
  height,
});

export const annotation = (fields: Partial<Annotation> = {}): Annotation => ({
  id: "ann_1",
  project_id: "prj_1",
  asset_id: "ast_1",
  frame_id: "frm_1",
  revision: 1,
  label: "cat",
  shape: box(),
  derived_from: null,
  prompted_by: null,
  imported_by: null,
  attributes: {},
  occluded: false,
  z: 0,
  group: null,
  actor: { id: "u2", name: "Ben" },
  updated_at: "2026-01-01T00:00:00Z",
  ...fields,
});

export const prediction = (fields: Partial<Prediction> = {}): Prediction => ({
  id: "prd_1.0",
  frame_id: "frm_1",
  model_version_id: "mdl_1",
  label: "cat",
  score: 0.8,
  shape: box(),
  ...fields,
});

export const contents = (fields: Partial<FrameContents> = {}): FrameContents => ({
  frame: {
    id: "frm_1",
    asset_id: "ast_1",
    project_id: "prj_1",
    index: 0,
    width: 640,
    height: 480,
    seq: 5,
    image_url: "",
    tiles: null,
  },
  seq: 5,
  annotations: [],
  predictions: [],
  model_version: null,
  model_versions: [],
  pinned_version_id: null,
  ...fields,
});

export const frameState = (fields: Partial<FrameContents> = {}): FrameState =>
  frameStateFrom(contents(fields));

export const corrected = (fields: Partial<AnnotationCorrected> = {}): AnnotationCorrected => ({
  type: "annotation.corrected",
  seq: 100,
  at: "",
  actor: null,
  project_id: "prj_1",
  asset_id: "ast_1",
  frame_id: "frm_1",
  frame_seq: 6,
  correction: { mutation_id: "m", kind: "add", prediction_id: null, annotation_id: null },
  annotation: null,
  reopened: null,
  annotation_id: null,
  revision: null,
  ...fields,
});

export const asset = (fields: Partial<Asset> = {}): Asset => ({
  id: "ast_1",
  project_id: "prj_1",
  name: "cat.png",
  kind: "image",
  status: "uploaded",
  predicted: "none",
  width: null,
  height: null,
  frame_count: null,
  duration_seconds: null,
  sha256: null,
  byte_size: null,
  content_type: null,
  notes: [],
  error: null,
  duplicate: false,
  frame_id: null,
  thumbnail_url: null,
  duplicate_group: null,
  created_at: "",
  corrections: 0,
  reviewed: null,
  ...fields,
});

export const assetEvent = (
  seq: number,
  type: AssetEvent["type"],
  fields: Partial<Asset> = {},
): AssetEvent => ({
  type,
  seq,
  at: "",
  actor: null,
  project_id: "prj_1",
  asset: asset(fields),
});

export const project = (fields: Partial<Project> = {}): Project => ({
  id: "prj_1",
  name: "Garden",
  labels: [],
  threshold: null,
  my_role: "manager",
  created_at: "",
  counts: { assets: 0, ready: 0, failed: 0, pending: 0, annotations: 0, corrections: 0 },
  triggers: {
    export: {
      every_corrections: null,
      formats: [],
      cron: null,
      timezone: "UTC",
      next_run: null,
      last_run: null,
    },
    training: {
      every_corrections: null,
      cron: null,
      timezone: "UTC",
      acceptance_below: null,
      acceptance_window: 200,
      next_run: null,
      last_run: null,
    },
  },
  video: { predict: "keys", step: 1 },
  training: { trainer: "auto", frames: "corrected", holdout_share: 0.2, minutes: 4, seed: 1 },
  gate: {
    promote: "auto",
    metric: "ap50",
    margin: 0,
    certainty: 0.5,
    protected: [],
    tolerance: 0.02,
    least_frames: 5,
    blind_votes: 0,
    shadow: false,
    shadow_share: 1,
  },
  review: { rule: "all", share: 0.2, differs: 0.2, own: false, skipped: "dropped" },
  queue: { mix: [{ strategy: "uncertainty", share: 1 }], lease_minutes: 10 },
  quality: {
    panels: {
      share: 0,
      people: 3,
      labels: [],
      overlap: 0.5,
      keep: 0.5,
      model_votes: false,
      finish_agreed: false,
    },
    truth: { on: false, first: 5, share: 0.1, feedback: false },
  },
  rules: { labels: [], outside: false, on_submit: "warn" },
  label_map: {},
  champion: null,
  seq: 0,
  ...fields,
});

/** Chance that is the same in every run: numbers from 0 to below 1 (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
