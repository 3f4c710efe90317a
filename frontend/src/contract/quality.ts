/** How far people agree, what several of them say of one picture, and pictures of known truth. */
import type { Actor, Frame } from "./contract";
import type { Shape } from "./shapes";

export interface PairFigures {
  one: string;
  other: string;
  frames: number;
  objects: number;
  agreed: number;
  kappa: number | null;
  mean_iou: number | null;
}

export interface FleissFigures {
  raters: number;
  frames: number;
  objects: number;
  kappa: number | null;
}

export interface Work {
  accepted: number;
  adjusted: number;
  rejected: number;
  drawn: number;
}

export interface TruthFigures {
  found: number;
  missed: number;
  extra: number;
  mean_iou: number | null;
  precision: number | null;
  recall: number | null;
}

export interface LabelFigures {
  label: string;
  objects: number;
  alpha: number | null;
  kappa: number | null;
  mean_iou: number | null;
  truth: TruthFigures;
  work: Work;
}

/** A person, or a model that is compared with people. */
export interface Voice extends Actor {
  kind: "person" | "machine";
}

export interface PersonFigures {
  person: Voice;
  frames: number;
  kappa: number | null;
  mean_iou: number | null;
  agreed: number | null;
  truth_frames: number;
  truth: TruthFigures;
  work: Work;
}

export interface Figures {
  alpha: number | null;
  fleiss: FleissFigures[];
  frames: number;
  objects: number;
  labels: LabelFigures[];
  people: PersonFigures[];
  pairs: PairFigures[];
}

export interface Quality {
  figures: Figures;
  panels: Record<string, number>;
  truths: number;
}

export type PanelStatus = "open" | "answered" | "merged";

export interface Seat {
  person: Actor;
  status: "open" | "submitted" | "skipped";
}

/** A picture that several people label, each alone. */
export interface Panel {
  frame_id: string;
  asset_id: string;
  asset_name: string;
  wanted: number;
  seats: Seat[];
  status: PanelStatus;
  route: "agreed" | "disputed" | null;
  agreed: number;
  objects: number;
  mean_iou: number | null;
  merged_by: Actor | null;
  merged_at: string | null;
}

export interface Vote {
  voter_id: string;
  label: string | null;
  shape: Shape | null;
  overlap: number | null;
}

export interface Proposal {
  number: number;
  label: string;
  shape: Shape;
  support: number;
  kept: boolean;
  agreed: boolean;
  tied: boolean;
  votes: Vote[];
}

export interface Voter {
  id: string;
  name: string;
  kind: "person" | "model";
  objects: number;
}

export interface Consensus {
  panel: Panel;
  frame: Frame;
  voters: Voter[];
  proposals: Proposal[];
  model_votes: boolean;
}

export interface TruthScore {
  found: number;
  called: number;
  missed: number;
  extra: number;
  mean_iou: number | null;
  f1: number | null;
}

/** What the portal answers to a verdict. */
export interface Reviewed {
  independent: boolean;
  feedback: TruthScore | null;
}

export interface Truth {
  frame_id: string;
  asset_id: string;
  asset_name: string;
  objects: number;
  marked_by: Actor;
  marked_at: string;
}
