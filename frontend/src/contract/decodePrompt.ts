/** Turns regions and answers to prompts into contract records. */
import type { PromptAnswer, Region } from "./contract";
import { decodeShape } from "./decodeShape";
import { DecodeError, type Decoder, Reader } from "./reader";

export const decodeRegion: Decoder<Region> = (value, path) => {
  const r = new Reader(value, path);
  return { x: r.number("x"), y: r.number("y"), width: r.number("width"), height: r.number("height") };
};

export const decodePromptAnswer: Decoder<PromptAnswer> = (value, path) => {
  const r = new Reader(value, path);
  const shape = r.nested("shape", decodeShape);
  const polygon = r.nestedOrNull("polygon", decodeShape);
  if (shape.type !== "mask") throw new DecodeError(r.at("shape"), "a mask");
  return {
    shape,
    polygon: polygon?.type === "polygon" ? polygon : null,
    score: r.number("score", 0),
    model_version_id: r.text("model_version_id", ""),
    milliseconds: r.number("milliseconds", 0),
  };
};
