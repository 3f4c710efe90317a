/** Decoders of the figures of quality, of panels and of known truth. */
import { decodeActor, decodeFrame } from "./decode";
import { decodeShape } from "./decodeShape";
import type {
  Consensus,
  Figures,
  FleissFigures,
  LabelFigures,
  PairFigures,
  Panel,
  PersonFigures,
  Proposal,
  Quality,
  Reviewed,
  Seat,
  Truth,
  TruthFigures,
  TruthScore,
  Voice,
  Vote,
  Voter,
  Work,
} from "./quality";
import { type Decoder, Reader } from "./reader";

const decodeTruthFigures: Decoder<TruthFigures> = (value, path) => {
  const r = new Reader(value, path);
  return {
    found: r.number("found", 0),
    missed: r.number("missed", 0),
    extra: r.number("extra", 0),
    mean_iou: r.numberOrNull("mean_iou"),
    precision: r.numberOrNull("precision"),
    recall: r.numberOrNull("recall"),
  };
};

const decodeWork: Decoder<Work> = (value, path) => {
  const r = new Reader(value, path);
  return {
    accepted: r.number("accepted", 0),
    adjusted: r.number("adjusted", 0),
    rejected: r.number("rejected", 0),
    drawn: r.number("drawn", 0),
  };
};

const decodePair: Decoder<PairFigures> = (value, path) => {
  const r = new Reader(value, path);
  return {
    one: r.text("one"),
    other: r.text("other"),
    frames: r.number("frames", 0),
    objects: r.number("objects", 0),
    agreed: r.number("agreed", 0),
    kappa: r.numberOrNull("kappa"),
    mean_iou: r.numberOrNull("mean_iou"),
  };
};

const decodeFleiss: Decoder<FleissFigures> = (value, path) => {
  const r = new Reader(value, path);
  return {
    raters: r.number("raters"),
    frames: r.number("frames", 0),
    objects: r.number("objects", 0),
    kappa: r.numberOrNull("kappa"),
  };
};

const decodeLabelFigures: Decoder<LabelFigures> = (value, path) => {
  const r = new Reader(value, path);
  return {
    label: r.text("label"),
    objects: r.number("objects", 0),
    alpha: r.numberOrNull("alpha"),
    kappa: r.numberOrNull("kappa"),
    mean_iou: r.numberOrNull("mean_iou"),
    truth: r.nested("truth", decodeTruthFigures),
    work: r.nested("work", decodeWork),
  };
};

const decodeVoice: Decoder<Voice> = (value, path) => ({
  ...decodeActor(value, path),
  kind: new Reader(value, path).choice("kind", ["person", "machine"] as const, "person"),
});

const decodePersonFigures: Decoder<PersonFigures> = (value, path) => {
  const r = new Reader(value, path);
  return {
    person: r.nested("person", decodeVoice),
    frames: r.number("frames", 0),
    kappa: r.numberOrNull("kappa"),
    mean_iou: r.numberOrNull("mean_iou"),
    agreed: r.numberOrNull("agreed"),
    truth_frames: r.number("truth_frames", 0),
    truth: r.nested("truth", decodeTruthFigures),
    work: r.nested("work", decodeWork),
  };
};

const decodeFigures: Decoder<Figures> = (value, path) => {
  const r = new Reader(value, path);
  return {
    alpha: r.numberOrNull("alpha"),
    fleiss: r.list("fleiss", decodeFleiss),
    frames: r.number("frames", 0),
    objects: r.number("objects", 0),
    labels: r.sieve("labels", decodeLabelFigures),
    people: r.sieve("people", decodePersonFigures),
    pairs: r.sieve("pairs", decodePair),
  };
};

export const decodeQuality: Decoder<Quality> = (value, path) => {
  const r = new Reader(value, path);
  const panels = r.nested("panels", (item, at) => {
    const counts = new Reader(item, at);
    return {
      open: counts.number("open", 0),
      answered: counts.number("answered", 0),
      merged: counts.number("merged", 0),
    };
  });
  return { figures: r.nested("figures", decodeFigures), panels, truths: r.number("truths", 0) };
};

const decodeSeat: Decoder<Seat> = (value, path) => {
  const r = new Reader(value, path);
  return {
    person: r.nested("person", decodeActor),
    status: r.choice("status", ["open", "submitted", "skipped"] as const),
  };
};

export const decodePanel: Decoder<Panel> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame_id: r.text("frame_id"),
    asset_id: r.text("asset_id"),
    asset_name: r.text("asset_name", ""),
    wanted: r.number("wanted", 2),
    seats: r.sieve("seats", decodeSeat),
    status: r.choice("status", ["open", "answered", "merged"] as const),
    route: r.has("route") ? r.choice("route", ["agreed", "disputed"] as const) : null,
    agreed: r.number("agreed", 0),
    objects: r.number("objects", 0),
    mean_iou: r.numberOrNull("mean_iou"),
    merged_by: r.nestedOrNull("merged_by", decodeActor),
    merged_at: r.textOrNull("merged_at"),
  };
};

const decodeVote: Decoder<Vote> = (value, path) => {
  const r = new Reader(value, path);
  return {
    voter_id: r.text("voter_id"),
    label: r.textOrNull("label"),
    shape: r.nestedOrNull("shape", decodeShape),
    overlap: r.numberOrNull("overlap"),
  };
};

const decodeProposal: Decoder<Proposal> = (value, path) => {
  const r = new Reader(value, path);
  return {
    number: r.number("number"),
    label: r.text("label"),
    shape: r.nested("shape", decodeShape),
    support: r.number("support", 0),
    kept: r.flag("kept"),
    agreed: r.flag("agreed"),
    tied: r.flag("tied"),
    votes: r.list("votes", decodeVote),
  };
};

const decodeVoter: Decoder<Voter> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name"),
    kind: r.choice("kind", ["person", "model"] as const),
    objects: r.number("objects", 0),
  };
};

export const decodeConsensus: Decoder<Consensus> = (value, path) => {
  const r = new Reader(value, path);
  return {
    panel: r.nested("panel", decodePanel),
    frame: r.nested("frame", decodeFrame),
    voters: r.list("voters", decodeVoter),
    proposals: r.sieve("proposals", decodeProposal),
    model_votes: r.flag("model_votes"),
  };
};

const decodeScore: Decoder<TruthScore> = (value, path) => {
  const r = new Reader(value, path);
  return {
    found: r.number("found", 0),
    called: r.number("called", 0),
    missed: r.number("missed", 0),
    extra: r.number("extra", 0),
    mean_iou: r.numberOrNull("mean_iou"),
    f1: r.numberOrNull("f1"),
  };
};

export const decodeReviewed: Decoder<Reviewed> = (value, path) => {
  const r = new Reader(value ?? {}, path);
  return { independent: r.flag("independent"), feedback: r.nestedOrNull("feedback", decodeScore) };
};

export const decodeTruth: Decoder<Truth> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame_id: r.text("frame_id"),
    asset_id: r.text("asset_id"),
    asset_name: r.text("asset_name", ""),
    objects: r.number("objects", 0),
    marked_by: r.nested("marked_by", decodeActor),
    marked_at: r.text("marked_at"),
  };
};

export const decodeUnmerged: Decoder<{ panel: Panel; kept: number }> = (value, path) => {
  const r = new Reader(value, path);
  return { panel: r.nested("panel", decodePanel), kept: r.number("kept", 0) };
};
