/** Objects on the clipboard: what of them is copied, and how they are written and read as text. */
import type { Annotation, AttributeValue, Changes, Shape } from "../contract/contract";
import { describedOf, diffDescribed, PLAIN } from "./describe";

export interface CopiedObject {
  readonly label: string;
  readonly shape: Shape;
  /** What the object carries beside label and shape, where it carries something. */
  readonly changes?: Changes;
}

export interface Copied {
  readonly tandem: "objects";
  /** The frame they were copied from, and its size. */
  readonly frameId: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly CopiedObject[];
}

/** What a copy keeps of an object: all but its identity, its author, its origin, its depth and its group. */
export function copyOf(annotation: Annotation): CopiedObject {
  const { label, shape } = annotation;
  const changes = diffDescribed(PLAIN, { ...describedOf(annotation), z: PLAIN.z, group: PLAIN.group });
  return changes ? { label, shape, changes } : { label, shape };
}

export function writeCopied(copied: Copied): string {
  return JSON.stringify(copied);
}

const MOST_OBJECTS = 20_000;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isPoint = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(isNumber);
const arePoints = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isPoint);

function isShape(value: unknown): value is Shape {
  if (!isRecord(value)) return false;
  const turn = value["rotation"];
  if (turn !== undefined && turn !== null && !isNumber(turn)) return false;
  const numbers = (...names: string[]) => names.every((name) => isNumber(value[name]));
  switch (value["type"]) {
    case "tag":
      return true;
    case "box":
      return numbers("x", "y", "width", "height");
    case "ellipse":
      return numbers("x", "y", "rx", "ry");
    case "mask": {
      const { size, counts } = value;
      return isPoint(size) && Array.isArray(counts) && counts.every((run) => isNumber(run) && run >= 0);
    }
    case "polygon":
    case "polyline":
    case "points":
    case "skeleton":
      return arePoints(value["points"]);
    default:
      return false;
  }
}

const isAnswer = (value: unknown): value is AttributeValue | null =>
  value === null || typeof value === "string" || typeof value === "boolean" || isNumber(value);

/** Only what copies carry: an object of another project's group must not be pasted into it. */
function areChanges(value: unknown): value is Changes {
  if (!isRecord(value)) return false;
  const { attributes, occluded, ...others } = value;
  return (
    Object.keys(others).length === 0 &&
    (attributes === undefined || (isRecord(attributes) && Object.values(attributes).every(isAnswer))) &&
    (occluded === undefined || typeof occluded === "boolean")
  );
}

function isCopiedObject(value: unknown): value is CopiedObject {
  if (!isRecord(value)) return false;
  const { label, shape, changes } = value;
  return (
    typeof label === "string" &&
    label !== "" &&
    isShape(shape) &&
    (changes === undefined || areChanges(changes))
  );
}

/** Read a text from the clipboard; null when it is not objects of ours. */
export function readCopied(text: string | null): Copied | null {
  if (!text?.trimStart().startsWith("{")) return null;
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(found) || found["tandem"] !== "objects") return null;
  const { frameId, width, height, objects } = found;
  if (typeof frameId !== "string" || !isNumber(width) || !isNumber(height)) return null;
  if (!Array.isArray(objects) || objects.length === 0 || objects.length > MOST_OBJECTS) return null;
  return objects.every(isCopiedObject) ? { tandem: "objects", frameId, width, height, objects } : null;
}
