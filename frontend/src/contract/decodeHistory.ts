/** Decodes an object's history. */

import { decodeActor, decodeAnnotation, decodeModelVersionShort } from "./decode";
import { KINDS } from "./decodeMessage";
import type { History, Revision } from "./history";
import { type Decoder, Reader } from "./reader";

const decodePrompted: Decoder<NonNullable<Revision["prompted"]>> = (value, path) => {
  const r = new Reader(value, path);
  return { model_version: r.nested("model_version", decodeModelVersionShort), score: r.number("score") };
};

const decodeRevision: Decoder<Revision> = (value, path) => {
  const r = new Reader(value, path);
  return {
    seq: r.number("seq"),
    kind: r.choice("kind", KINDS),
    actor: r.nested("actor", decodeActor),
    at: r.text("at", ""),
    time_spent_ms: r.numberOrNull("time_spent_ms"),
    before: r.nestedOrNull("before", decodeAnnotation),
    after: r.nestedOrNull("after", decodeAnnotation),
    prompted: r.nestedOrNull("prompted", decodePrompted),
  };
};

export const decodeHistory: Decoder<History> = (value, path) => {
  const r = new Reader(value, path);
  return {
    revisions: r.sieve("revisions", decodeRevision),
    time_spent_ms: r.number("time_spent_ms", 0),
    next: r.textOrNull("next"),
  };
};
