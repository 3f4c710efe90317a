/** What a person did in one go, with how it is taken back; packed it takes a fraction of the memory. */
import type { Correction, Described, Shape } from "../contract/contract";
import type { TogetherKind } from "../contract/similar";

/** A correction before it is given an id and a revision. */
export type Step = Omit<Correction, "mutation_id" | "revision" | "time_spent_ms">;

/** One answer to predictions of many pictures: it is made and taken back as a whole, by its name. */
export interface Together {
  readonly key: string;
  readonly projectId: string;
  readonly predictionIds: readonly string[];
  readonly kind: TogetherKind;
  readonly label: string | null;
}

export interface Act {
  readonly frameId: string;
  /** The video within which undo goes back; without it the frame alone. */
  readonly scope?: string;
  /** The frame of the video at which it was made. */
  readonly index?: number;
  /** Acts on two frames that are one to the person. */
  readonly group?: string;
  /** Instead of steps. */
  readonly together?: Together;
  readonly name: string;
  readonly steps: readonly Step[];
  readonly inverse: readonly Step[];
  /** How the touched annotations stood before and after, to tell whether somebody else changed them since. */
  readonly before: ReadonlyMap<string, Standing | null>;
  readonly after: ReadonlyMap<string, Standing | null>;
}

export interface Standing extends Described {
  readonly label: string;
  readonly shape: Shape;
}

interface Parts extends Omit<Act, "before" | "after"> {
  readonly before: readonly (readonly [string, Standing | null])[];
  readonly after: readonly (readonly [string, Standing | null])[];
}

/** What stands for a shape; an attribute may be called "shape" as well, but its value is no object. */
interface ShapeNumber {
  readonly number: number;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** An act as it lies deep in the history. */
export interface Packed {
  /** Two lines of JSON, the shapes and the rest: a step and the standing it led to hold the same shape, written once. */
  readonly text: string;
  /** The fractions of the shapes, in the order of the text: written out each is twice as long. */
  readonly fractions: Float64Array;
}

/** What stands for a fraction in the text of shapes; no shape has it as a word. */
const FRACTION = "~";

export function packAct(act: Act): Packed {
  const shapes: unknown[] = [];
  const numbered = (shape: unknown): ShapeNumber => {
    const at = shapes.indexOf(shape);
    return { number: at < 0 ? shapes.push(shape) - 1 : at };
  };
  const parts: Parts = { ...act, before: [...act.before], after: [...act.after] };
  const rest = JSON.stringify(parts, (key, value) =>
    key === "shape" && isObject(value) ? numbered(value) : value,
  );
  const fractions: number[] = [];
  const first = JSON.stringify(shapes, (_key, value) => {
    if (typeof value !== "number" || Number.isInteger(value)) return value;
    fractions.push(value);
    return FRACTION;
  });
  return { text: `${first}\n${rest}`, fractions: Float64Array.from(fractions) };
}

export function unpackAct({ text, fractions }: Packed): Act {
  const [first = "", rest = ""] = text.split("\n");
  let at = 0;
  // JSON reads leaves in the order in which it wrote them.
  const shapes = JSON.parse(first, (_key, value) =>
    value === FRACTION ? fractions[at++] : value,
  ) as unknown[];
  const parts: Parts = JSON.parse(rest, (key, value) =>
    key === "shape" && isObject(value) ? shapes[(value as ShapeNumber).number] : value,
  );
  return { ...parts, before: new Map(parts.before), after: new Map(parts.after) };
}
