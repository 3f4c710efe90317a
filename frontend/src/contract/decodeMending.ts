/** Decoders of suspects and of near-duplicates. */
import { decodeActor, decodeAnnotation, decodeAsset, decodeFrame, decodePrediction } from "./decode";
import type { DuplicateCounts, DuplicateGroup, Skipped } from "./duplicates";
import { DecodeError, type Decoder, decodeList, Reader } from "./reader";
import type { Suspect, SuspectCounts, SuspectKind } from "./suspects";

export const SUSPECT_KINDS = [
  "label",
  "missing",
  "twin",
  "size",
  "form",
] as const satisfies readonly SuspectKind[];

const text: Decoder<string> = (value, path) => {
  if (typeof value !== "string") throw new DecodeError(path, "text");
  return value;
};

export const decodeSuspect: Decoder<Suspect> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    kind: r.choice("kind", SUSPECT_KINDS),
    asset_id: r.text("asset_id"),
    asset_name: r.text("asset_name", ""),
    frame_id: r.text("frame_id"),
    annotation_id: r.textOrNull("annotation_id"),
    prediction_id: r.textOrNull("prediction_id"),
    label: r.text("label"),
    suggested: r.textOrNull("suggested"),
    score: r.number("score"),
    reason: r.text("reason", ""),
    dismissed: r.nestedOrNull("dismissed", decodeActor),
    frame: r.nested("frame", decodeFrame),
    drawn: r.nestedOrNull("drawn", decodeAnnotation),
    other: r.nestedOrNull("other", decodeAnnotation),
    said: r.nestedOrNull("said", decodePrediction),
  };
};

export const decodeSuspectCounts: Decoder<SuspectCounts> = (value, path) => {
  const r = new Reader(value, path);
  const given = new Reader(r.nestedOrNull("kinds", (inner) => inner) ?? {}, r.at("kinds"));
  const kinds: SuspectCounts["kinds"] = {};
  for (const kind of SUSPECT_KINDS) kinds[kind] = given.number(kind, 0);
  return {
    kinds,
    dismissed: r.number("dismissed", 0),
    at_least: r.flag("at_least"),
    searched_at: r.textOrNull("searched_at"),
  };
};

export const decodeDuplicateGroup: Decoder<DuplicateGroup> = (value, path) => {
  const r = new Reader(value, path);
  const people = Object.entries(r.nestedOrNull("people", (inner) => inner) ?? {});
  return {
    id: r.text("id"),
    best: r.text("best"),
    assets: r.list("assets", decodeAsset),
    people: Object.fromEntries(
      people.map(([id, actors]) => [id, decodeList(actors, `${path}.people.${id}`, decodeActor)]),
    ),
  };
};

export const decodeDuplicateCounts: Decoder<DuplicateCounts> = (value, path) => {
  const r = new Reader(value, path);
  return { groups: r.number("groups", 0), open: r.number("open", 0) };
};

export const decodeSkipped: Decoder<Skipped> = (value, path) => {
  const r = new Reader(value, path);
  return { changed: r.list("changed", text), left: r.list("left", text) };
};
