/** Turns unknown JSON into shapes, or throws a DecodeError naming the field. */

import { decodeAnswers } from "./decodeLabel";
import { DecodeError, type Decoder, decodeList, Reader } from "./reader";
import type { Keyframe, Point, Shape, TrackedShape, Visibility } from "./shapes";

const SHAPE_TYPES = [
  "box",
  "polygon",
  "polyline",
  "points",
  "skeleton",
  "ellipse",
  "mask",
  "tag",
  "track",
] as const satisfies readonly Shape["type"][];

const number: Decoder<number> = (value, path) => {
  if (typeof value !== "number") throw new DecodeError(path, "a number");
  return value;
};

const point: Decoder<Point> = (value, path) => {
  if (Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]))
    return [value[0], value[1]];
  throw new DecodeError(path, "[x, y]");
};

const visibilityOf: Decoder<Visibility> = (value, path) => {
  if (value === 0 || value === 1 || value === 2) return value;
  throw new DecodeError(path, "0, 1 or 2");
};

const ring: Decoder<Point[]> = (value, path) => decodeList(value, path, point);

const decodeTracked: Decoder<TrackedShape> = (value, path) => {
  const shape = decodeShape(value, path);
  if (shape.type === "mask" || shape.type === "tag" || shape.type === "track")
    throw new DecodeError(`${path}.type`, "a shape that can be interpolated");
  return shape;
};

export const decodeKeyframe: Decoder<Keyframe> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame: r.number("frame"),
    shape: r.nested("shape", decodeTracked),
    outside: r.flag("outside"),
    occluded: r.flag("occluded"),
    attributes: decodeAnswers(r),
  };
};

const decodeKeyframes = (r: Reader): Keyframe[] => {
  const keyframes = r.list("keyframes", decodeKeyframe);
  if (keyframes.length === 0) throw new DecodeError(r.at("keyframes"), "at least one keyframe");
  // Whoever asks where a track is at a frame searches by halves: that needs the order.
  keyframes.forEach((keyframe, index) => {
    const earlier = keyframes[index - 1];
    if (earlier && (earlier.frame >= keyframe.frame || earlier.shape.type !== keyframe.shape.type))
      throw new DecodeError(`${r.at("keyframes")}[${index}]`, "a later frame and a shape of the same type");
  });
  return keyframes;
};

export const decodeShape: Decoder<Shape> = (value, path) => {
  const r = new Reader(value, path);
  const type = r.choice("type", SHAPE_TYPES);
  const rotation = r.has("rotation") ? { rotation: r.number("rotation") } : {};
  switch (type) {
    case "box":
      return {
        type,
        x: r.number("x"),
        y: r.number("y"),
        width: r.number("width"),
        height: r.number("height"),
        ...rotation,
      };
    case "ellipse":
      return {
        type,
        x: r.number("x"),
        y: r.number("y"),
        rx: r.number("rx"),
        ry: r.number("ry"),
        ...rotation,
      };
    case "tag":
      return { type };
    case "track":
      return { type, keyframes: decodeKeyframes(r) };
    case "mask": {
      const [height, width] = r.list("size", number);
      return { type, size: [height ?? 0, width ?? 0], counts: r.list("counts", number) };
    }
    case "skeleton": {
      const visibility = r.has("visibility") ? { visibility: r.list("visibility", visibilityOf) } : {};
      return { type, points: r.list("points", point), ...visibility };
    }
    case "polygon": {
      // The server names an empty list for every polygon without holes.
      const holes = r.has("holes") ? r.list("holes", ring) : [];
      return { type, points: r.list("points", point), ...(holes.length > 0 ? { holes } : {}) };
    }
    default:
      return { type, points: r.list("points", point) };
  }
};
