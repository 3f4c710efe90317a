/** Decoders of blind comparisons, and of the frames on which two versions differ. */
import type { BlindAnswer, BlindPair, DifferingFrame, SaidShape, VoteAnswer } from "./blind";
import { decodeBlindCount } from "./decodeLearning";
import { decodeShape } from "./decodeShape";
import { DecodeError, type Decoder, Reader } from "./reader";

const decodeSaid: Decoder<SaidShape> = (value, path) => {
  const r = new Reader(value, path);
  const shape = r.nested("shape", decodeShape);
  if (shape.type !== "box" && shape.type !== "tag") throw new DecodeError(r.at("shape.type"), "box or tag");
  return { label: r.text("label"), shape };
};

const decodePair: Decoder<BlindPair> = (value, path) => {
  const r = new Reader(value, path);
  return {
    pair_id: r.text("pair_id"),
    frame_id: r.text("frame_id"),
    asset_id: r.text("asset_id"),
    width: r.number("width"),
    height: r.number("height"),
    // Whole or not at all: a side with a shape less would be judged wrongly.
    a: r.list("a", decodeSaid),
    b: r.list("b", decodeSaid),
    number: r.number("number", 1),
    total: r.number("total", 1),
  };
};

export const decodeBlindAnswer: Decoder<BlindAnswer> = (value, path) => {
  const r = new Reader(value, path);
  return {
    pair: r.nestedOrNull("pair", decodePair),
    reason: r.textOrNull("reason"),
    votes: r.nested("votes", decodeBlindCount),
    wanted: r.number("wanted", 0),
  };
};

export const decodeVoteAnswer: Decoder<VoteAnswer> = (value, path) => {
  const r = new Reader(value, path);
  return {
    votes: r.nested("votes", decodeBlindCount),
    wanted: r.number("wanted", 0),
    verdict: r.has("verdict") ? r.choice("verdict", ["promote", "keep", "undecided"] as const) : null,
  };
};

const decodeDiffering: Decoder<DifferingFrame> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame_id: r.text("frame_id"),
    asset_id: r.text("asset_id"),
    width: r.number("width"),
    height: r.number("height"),
    candidate: r.sieve("candidate", decodeSaid),
    champion: r.sieve("champion", decodeSaid),
    people: r.sieve("people", decodeSaid),
    left_out: r.number("left_out", 0),
  };
};

export const decodeDifferences: Decoder<DifferingFrame[]> = (value, path) =>
  new Reader(value, path).sieve("frames", decodeDiffering);
