/** How a project trains, judges and hands out its pictures. */

export interface TrainingPolicy {
  trainer: string;
  frames: "corrected" | "submitted";
  holdout_share: number;
  minutes: number;
  seed: number;
}

export interface GatePolicy {
  promote: "auto" | "ask";
  metric: "ap50" | "ap";
  margin: number;
  certainty: number;
  protected: string[];
  tolerance: number;
  least_frames: number;
  blind_votes: number;
  shadow: boolean;
  shadow_share: number;
}

export type Strategy = "uncertainty" | "disagreement" | "rare" | "diversity" | "random" | "order";

export interface StrategyShare {
  strategy: Strategy;
  share: number;
}

/** Which frames several people label, each alone, and what becomes of their answers. */
export interface PanelPolicy {
  share: number;
  people: number;
  labels: string[];
  overlap: number;
  keep: number;
  model_votes: boolean;
  finish_agreed: boolean;
}

/** How often a frame of known truth is handed out as if it were any other. */
export interface TruthPolicy {
  on: boolean;
  first: number;
  share: number;
  feedback: boolean;
}

export interface QualityPolicy {
  panels: PanelPolicy;
  truth: TruthPolicy;
}

/** Limits for the objects of one label; null is no limit. */
export interface LabelRule {
  label: string;
  min_width: number | null;
  max_width: number | null;
  min_height: number | null;
  max_height: number | null;
  min_area: number | null;
  max_area: number | null;
  min_aspect: number | null;
  max_aspect: number | null;
  max_overlap: number | null;
  min_count: number | null;
  max_count: number | null;
}

export interface RulesPolicy {
  labels: LabelRule[];
  outside: boolean;
  on_submit: "warn" | "refuse";
}

export interface QueuePolicy {
  mix: StrategyShare[];
  lease_minutes: number;
}

export type ReviewRule = "all" | "share" | "disagreement" | "author";
export type SkipRule = "dropped" | "others" | "managers";

/** Which submitted frames a reviewer is handed, and what becomes of skipped ones. */
export interface ReviewPolicy {
  rule: ReviewRule;
  share: number;
  differs: number;
  own: boolean;
  skipped: SkipRule;
}
