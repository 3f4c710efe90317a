/** Decoders of how a project trains, judges and hands out its pictures. */
import type {
  GatePolicy,
  LabelRule,
  PanelPolicy,
  QualityPolicy,
  QueuePolicy,
  ReviewPolicy,
  RulesPolicy,
  Strategy,
  StrategyShare,
  TrainingPolicy,
  TruthPolicy,
} from "./policies";
import { type Decoder, Reader } from "./reader";

export const STRATEGIES = [
  "uncertainty",
  "disagreement",
  "rare",
  "diversity",
  "random",
  "order",
] as const satisfies readonly Strategy[];

export const decodeTrainingPolicy: Decoder<TrainingPolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    trainer: r.text("trainer", "auto"),
    frames: r.choice("frames", ["corrected", "submitted"] as const, "corrected"),
    holdout_share: r.number("holdout_share", 0.2),
    minutes: r.number("minutes", 4),
    seed: r.number("seed", 1),
  };
};

export const decodeGatePolicy: Decoder<GatePolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    promote: r.choice("promote", ["auto", "ask"] as const, "auto"),
    metric: r.choice("metric", ["ap50", "ap"] as const, "ap50"),
    margin: r.number("margin", 0),
    certainty: r.number("certainty", 0.5),
    protected: r.sieve("protected", (item, at) => new Reader({ item }, at).text("item")),
    tolerance: r.number("tolerance", 0.02),
    least_frames: r.number("least_frames", 4),
    blind_votes: r.number("blind_votes", 0),
    shadow: r.flag("shadow"),
    shadow_share: r.number("shadow_share", 1),
  };
};

const decodeShare: Decoder<StrategyShare> = (value, path) => {
  const r = new Reader(value, path);
  return { strategy: r.choice("strategy", STRATEGIES), share: r.number("share") };
};

export const decodeReviewPolicy: Decoder<ReviewPolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    rule: r.choice("rule", ["all", "share", "disagreement", "author"] as const, "all"),
    share: r.number("share", 0.2),
    differs: r.number("differs", 0.2),
    own: r.flag("own"),
    skipped: r.choice("skipped", ["dropped", "others", "managers"] as const, "dropped"),
  };
};

export const decodeQueuePolicy: Decoder<QueuePolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return { mix: r.sieve("mix", decodeShare), lease_minutes: r.number("lease_minutes", 10) };
};

const decodePanelPolicy: Decoder<PanelPolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    share: r.number("share", 0),
    people: r.number("people", 3),
    labels: r.sieve("labels", (item, at) => new Reader({ item }, at).text("item")),
    overlap: r.number("overlap", 0.5),
    keep: r.number("keep", 0.5),
    model_votes: r.flag("model_votes"),
    finish_agreed: r.flag("finish_agreed"),
  };
};

const decodeTruthPolicy: Decoder<TruthPolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    on: r.flag("on"),
    first: r.number("first", 5),
    share: r.number("share", 0.1),
    feedback: r.flag("feedback"),
  };
};

export const decodeQualityPolicy: Decoder<QualityPolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return { panels: r.nested("panels", decodePanelPolicy), truth: r.nested("truth", decodeTruthPolicy) };
};

const decodeLabelRule: Decoder<LabelRule> = (value, path) => {
  const r = new Reader(value, path);
  return {
    label: r.text("label"),
    min_width: r.numberOrNull("min_width"),
    max_width: r.numberOrNull("max_width"),
    min_height: r.numberOrNull("min_height"),
    max_height: r.numberOrNull("max_height"),
    min_area: r.numberOrNull("min_area"),
    max_area: r.numberOrNull("max_area"),
    min_aspect: r.numberOrNull("min_aspect"),
    max_aspect: r.numberOrNull("max_aspect"),
    max_overlap: r.numberOrNull("max_overlap"),
    min_count: r.numberOrNull("min_count"),
    max_count: r.numberOrNull("max_count"),
  };
};

export const decodeRulesPolicy: Decoder<RulesPolicy> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return {
    labels: r.sieve("labels", decodeLabelRule),
    outside: r.flag("outside"),
    on_submit: r.choice("on_submit", ["warn", "refuse"] as const, "warn"),
  };
};
