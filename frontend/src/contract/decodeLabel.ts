/** Decodes labels with what they ask for, and what an object carries beside label and shape. */
import type {
  Attribute,
  AttributeValue,
  Described,
  Label,
  SkeletonTemplate,
  SuggestedShape,
} from "./attributes";
import { DecodeError, type Decoder, Reader } from "./reader";

const TYPES = ["select", "number", "text", "checkbox"] as const;
const SHAPES = [
  "any",
  "box",
  "polygon",
  "polyline",
  "points",
  "skeleton",
  "ellipse",
  "mask",
  "tag",
] as const satisfies readonly SuggestedShape[];

function isValue(value: unknown): value is AttributeValue {
  return typeof value === "boolean" || typeof value === "string" || Number.isFinite(value);
}

const text: Decoder<string> = (value, path) => {
  if (typeof value !== "string") throw new DecodeError(path, "text");
  return value;
};

const pair: Decoder<readonly [number, number]> = (value, path) => {
  if (Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]))
    return [value[0], value[1]];
  throw new DecodeError(path, "a pair of numbers");
};

const decodeAttribute: Decoder<Attribute> = (value, path) => {
  const r = new Reader(value, path);
  const fallback = (value as Record<string, unknown>)["default"];
  return {
    name: r.text("name"),
    type: r.choice("type", TYPES),
    values: r.has("values") ? r.list("values", text) : [],
    min: r.numberOrNull("min"),
    max: r.numberOrNull("max"),
    step: r.numberOrNull("step"),
    default: isValue(fallback) ? fallback : null,
    required: r.flag("required"),
    mutable: r.flag("mutable"),
  };
};

const decodeSkeleton: Decoder<SkeletonTemplate> = (value, path) => {
  const r = new Reader(value, path);
  return {
    points: r.list("points", text),
    edges: r.has("edges") ? r.list("edges", pair) : [],
    layout: r.has("layout") ? r.list("layout", pair) : null,
  };
};

export const decodeLabel: Decoder<Label> = (value, path) => {
  const r = new Reader(value, path);
  return {
    name: r.text("name"),
    color: r.textOrNull("color"),
    shape: r.choice("shape", SHAPES, "any"),
    attributes: r.sieve("attributes", decodeAttribute),
    skeleton: r.nestedOrNull("skeleton", decodeSkeleton),
  };
};

/** The answers of a record; what is no value is left out. */
export function decodeAnswers(r: Reader): Record<string, AttributeValue> {
  const answers: Record<string, AttributeValue> = {};
  const given = r.nestedOrNull("attributes", (inner) => inner);
  if (typeof given === "object" && given !== null) {
    for (const [name, value] of Object.entries(given)) if (isValue(value)) answers[name] = value;
  }
  return answers;
}

/** The described part of an annotation; an older server does not send it. */
export function decodeDescribed(r: Reader): Described {
  return {
    attributes: decodeAnswers(r),
    occluded: r.flag("occluded"),
    z: r.number("z", 0),
    group: r.textOrNull("group"),
  };
}
