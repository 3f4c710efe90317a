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
