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
