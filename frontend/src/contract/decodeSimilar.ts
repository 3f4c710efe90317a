/** Decoders of look-alikes and of answers given together. */
import { decodePrediction, decodeTileSet } from "./decode";
import { type Decoder, Reader } from "./reader";
import type { GroupResult, LookAlike, LookAlikes, Suggestion } from "./similar";

const decodeSuggestion: Decoder<Suggestion> = (value, path) => {
  const r = new Reader(value, path);
  return { kind: r.choice("kind", ["reject", "relabel"] as const), label: r.textOrNull("label") };
};

const decodeLookAlike: Decoder<LookAlike> = (value, path) => {
  const r = new Reader(value, path);
  return {
    prediction: r.nested("prediction", decodePrediction),
    asset_id: r.text("asset_id"),
    frame_width: r.number("frame_width"),
    frame_height: r.number("frame_height"),
    tiles: r.nestedOrNull("tiles", decodeTileSet),
    alike: r.number("alike"),
  };
};

export const decodeLookAlikes: Decoder<LookAlikes> = (value, path) => {
  const r = new Reader(value, path);
  return {
    prediction_id: r.textOrNull("prediction_id"),
    label: r.textOrNull("label"),
    suggestion: r.nestedOrNull("suggestion", decodeSuggestion),
    similar: r.sieve("similar", decodeLookAlike),
    compared: r.number("compared", 0),
    pending: r.flag("pending"),
    reason: r.textOrNull("reason"),
  };
};

const decodeGroupResult: Decoder<GroupResult> = (value, path) => {
  const r = new Reader(value, path);
  return {
    prediction_id: r.text("prediction_id"),
    frame_id: r.textOrNull("frame_id"),
    status: r.choice("status", ["applied", "conflict", "refused", "gone"] as const),
    reason: r.textOrNull("reason"),
  };
};

export const decodeGroupResults: Decoder<GroupResult[]> = (value, path) =>
  new Reader(value, path).list("results", decodeGroupResult);
