/** How a project trains, judges and hands out, as the fields of a form: read out of them and written into them. */
import type {
  GatePolicy,
  QualityPolicy,
  QueuePolicy,
  ReviewPolicy,
  TrainingPolicy,
} from "../../contract/policies";
import { mixOf, type Weights, weightsOf } from "./mix";

/** The policy that the fields say, or null; and what is wrong with a field, by its place in the change. */
export interface Read<T> {
  readonly policy: T | null;
  readonly faults: Readonly<Record<string, string>>;
}

export interface TrainingDraft {
  trainer: string;
  frames: TrainingPolicy["frames"];
  /** In percent. */
  holdout: string;
  minutes: string;
  seed: string;
}

export interface GateDraft {
  promote: GatePolicy["promote"];
  metric: GatePolicy["metric"];
  /** In hundredths of the metric, as is `tolerance`; in percent `certainty` and `shadowShare`. */
  margin: string;
  certainty: string;
  protected: readonly string[];
  tolerance: string;
  leastFrames: string;
  blindVotes: string;
  shadow: boolean;
  shadowShare: string;
}

export interface QueueDraft {
  weights: Weights;
  minutes: string;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  /** By how much what is shown is larger than what is kept. */
  readonly times?: number;
}

const SHARE: Range = { least: 0, most: 100, times: 100 };
const MINUTES: Range = { least: 0.1, most: 1_440 };

/** A share between 0 and 1 in percent, without the dust of binary fractions. */
export const inPercent = (share: number): string => String(Math.round(share * 1e6) / 1e4);

/** Collects the numbers of a form and says of each what range it must be in. */
class Fields {
  readonly faults: Record<string, string> = {};

  number(place: string, text: string, { least, most, whole = false, times = 1 }: Range): number {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
      const span = `from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
      this.faults[place] = `Give a ${whole ? "whole " : ""}number ${span}.`;
      return Number.NaN;
    }
    return times === 1 ? value : Math.round((value / times) * 1e6) / 1e6;
  }

  read<T>(policy: T): Read<T> {
    return { policy: Object.keys(this.faults).length === 0 ? policy : null, faults: this.faults };
  }
}

export const draftTraining = (policy: TrainingPolicy): TrainingDraft => ({
  trainer: policy.trainer,
  frames: policy.frames,
  holdout: inPercent(policy.holdout_share),
  minutes: String(policy.minutes),
  seed: String(policy.seed),
});

export function readTraining(draft: TrainingDraft): Read<TrainingPolicy> {
  const fields = new Fields();
  return fields.read({
    trainer: draft.trainer,
    frames: draft.frames,
    holdout_share: fields.number("training.holdout_share", draft.holdout, { ...SHARE, least: 5, most: 50 }),
    minutes: fields.number("training.minutes", draft.minutes, MINUTES),
    seed: fields.number("training.seed", draft.seed, { least: 0, most: 2 ** 31 - 1, whole: true }),
  });
}

export const draftGate = (policy: GatePolicy): GateDraft => ({
  promote: policy.promote,
  metric: policy.metric,
  margin: inPercent(policy.margin),
  certainty: inPercent(policy.certainty),
  protected: policy.protected,
  tolerance: inPercent(policy.tolerance),
  leastFrames: String(policy.least_frames),
  blindVotes: String(policy.blind_votes),
  shadow: policy.shadow,
  shadowShare: inPercent(policy.shadow_share),
});

export function readGate(draft: GateDraft): Read<GatePolicy> {
  const fields = new Fields();
  return fields.read({
    promote: draft.promote,
    metric: draft.metric,
    margin: fields.number("gate.margin", draft.margin, SHARE),
    certainty: fields.number("gate.certainty", draft.certainty, SHARE),
    protected: [...draft.protected],
    tolerance: fields.number("gate.tolerance", draft.tolerance, SHARE),
    least_frames: fields.number("gate.least_frames", draft.leastFrames, {
      least: 1,
      most: 100_000,
      whole: true,
    }),
    blind_votes: fields.number("gate.blind_votes", draft.blindVotes, { least: 0, most: 10_000, whole: true }),
    shadow: draft.shadow,
    shadow_share: fields.number("gate.shadow_share", draft.shadowShare, SHARE),
  });
}

export const draftQueue = (policy: QueuePolicy): QueueDraft => ({
  weights: weightsOf(policy.mix),
  minutes: String(policy.lease_minutes),
});

/** The policy of a queue; a mix whose sliders nobody moved stays as it was, to the last digit. */
export function readQueue(draft: QueueDraft, now: QueuePolicy): Read<QueuePolicy> {
  const fields = new Fields();
  const mix = mixOf(draft.weights, now.mix);
  if (mix.length === 0) fields.faults["queue.mix"] = "Give at least one strategy a part.";
  return fields.read({
    mix,
    lease_minutes: fields.number("queue.lease_minutes", draft.minutes, MINUTES),
  });
}

export interface ReviewDraft {
  rule: ReviewPolicy["rule"];
  share: string;
  differs: string;
  own: boolean;
  skipped: ReviewPolicy["skipped"];
}

export const draftReview = (policy: ReviewPolicy): ReviewDraft => ({
  ...policy,
  share: inPercent(policy.share),
  differs: inPercent(policy.differs),
});

export function readReview(draft: ReviewDraft): Read<ReviewPolicy> {
  const fields = new Fields();
  return fields.read({
    ...draft,
    share: fields.number("review.share", draft.share, SHARE),
    differs: fields.number("review.differs", draft.differs, SHARE),
  });
}

export interface QualityDraft {
  /** In percent, as are `overlap`, `keep` and `truthShare`. */
  share: string;
  people: string;
  labels: readonly string[];
  overlap: string;
  keep: string;
  modelVotes: boolean;
  finishAgreed: boolean;
  truthOn: boolean;
  first: string;
  truthShare: string;
  feedback: boolean;
}

export const draftQuality = ({ panels, truth }: QualityPolicy): QualityDraft => ({
  share: inPercent(panels.share),
  people: String(panels.people),
  labels: panels.labels,
  overlap: inPercent(panels.overlap),
  keep: inPercent(panels.keep),
  modelVotes: panels.model_votes,
  finishAgreed: panels.finish_agreed,
  truthOn: truth.on,
  first: String(truth.first),
  truthShare: inPercent(truth.share),
  feedback: truth.feedback,
});

export function readQuality(draft: QualityDraft): Read<QualityPolicy> {
  const fields = new Fields();
  return fields.read({
    panels: {
      share: fields.number("quality.panels.share", draft.share, SHARE),
      people: fields.number("quality.panels.people", draft.people, { least: 2, most: 10, whole: true }),
      labels: [...draft.labels],
      overlap: fields.number("quality.panels.overlap", draft.overlap, { ...SHARE, least: 10, most: 95 }),
      keep: fields.number("quality.panels.keep", draft.keep, { ...SHARE, least: 1 }),
      model_votes: draft.modelVotes,
      finish_agreed: draft.finishAgreed,
    },
    truth: {
      on: draft.truthOn,
      first: fields.number("quality.truth.first", draft.first, { least: 0, most: 100, whole: true }),
      share: fields.number("quality.truth.share", draft.truthShare, { ...SHARE, most: 50 }),
      feedback: draft.feedback,
    },
  });
}

/** What a form shows when somebody else changed the policy meanwhile: theirs, save the fields one has touched. */
export function mergeDrafts<T extends object>(start: T, mine: T, theirs: T): T {
  const merged = { ...theirs };
  for (const field of Object.keys(merged) as (keyof T)[])
    if (JSON.stringify(mine[field]) !== JSON.stringify(start[field])) merged[field] = mine[field];
  return merged;
}

/** What the portal refused of one field: at its place itself or in a part of it. */
export function faultAt(faults: Readonly<Record<string, string>>, place: string): string | null {
  const found = Object.entries(faults).filter(([at]) => at === place || at.startsWith(`${place}.`));
  return found.length > 0 ? found.map(([, reason]) => reason).join("; ") : null;
}
