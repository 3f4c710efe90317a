/** Decoders of what the queue hands out. */
import { decodeActor, decodeFrame } from "./decode";
import type { Lease, NextFrame } from "./queue";
import { type Decoder, Reader } from "./reader";

export const decodeLease: Decoder<Lease> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame_id: r.text("frame_id"),
    holder: r.nested("holder", decodeActor),
    until: r.text("until"),
  };
};

export const decodeNextFrame: Decoder<NextFrame> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame: r.nestedOrNull("frame", decodeFrame),
    lease: r.nestedOrNull("lease", decodeLease),
    reason: r.text("reason", ""),
    independent: r.flag("independent"),
  };
};
