/** What labels ask of their objects: which answers fit, which are missing, what several objects share. */
import type { Annotation, Attribute, AttributeValue, Changes, Label } from "../contract/contract";

const STEP_SLACK = 1e-6;

/** Why a value is no answer, or null when it is one: the server's rule. */
export function answerFault(asked: Attribute, value: AttributeValue): string | null {
  switch (asked.type) {
    case "checkbox":
      return typeof value === "boolean" ? null : "is either yes or no";
    case "text":
      return typeof value === "string" ? null : "is a text";
    case "select":
      return typeof value === "string" && asked.values.includes(value) ? null : "is one of the listed values";
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) return "is a number";
      if (asked.min !== null && value < asked.min) return `is at least ${asked.min}`;
      if (asked.max !== null && value > asked.max) return `is at most ${asked.max}`;
      if (asked.step === null) return null;
      const steps = (value - (asked.min ?? 0)) / asked.step;
      return Math.abs(steps - Math.round(steps)) > STEP_SLACK ? `goes in steps of ${asked.step}` : null;
    }
  }
}

/** A required answer that is not there. */
export interface Gap {
  readonly annotationId: string;
  readonly label: string;
  readonly name: string;
  /** On a video, the frame at which the object is found. */
  readonly index?: number;
}

/** The required answers that are empty, or no longer fit, object by object. */
export function findGaps(annotations: Iterable<Annotation>, labels: readonly Label[]): Gap[] {
  const asking = new Map(
    labels.map((label) => [label.name, label.attributes.filter((asked) => asked.required)] as const),
  );
  const gaps: Gap[] = [];
  for (const { id, label, attributes } of annotations) {
    for (const asked of asking.get(label) ?? []) {
      const answer = attributes[asked.name];
      const empty = answer === undefined || (typeof answer === "string" && answer.trim() === "");
      if (empty || answerFault(asked, answer) !== null)
        gaps.push({ annotationId: id, label, name: asked.name });
    }
  }
  return gaps;
}

/** The gaps that the server names: `annotations.ID.attributes.NAME`, on a frame of a video after `frames.INDEX.`. */
export function gapsNamed(
  fields: Readonly<Record<string, string>>,
  labelOf: (id: string) => string | undefined,
): Gap[] {
  return Object.keys(fields).flatMap((path) => {
    const match = /^(?:frames\.(\d+)\.)?annotations\.([^.]+)\.attributes\.(.+)$/.exec(path);
    const [, at, annotationId, name] = match ?? [];
    if (!annotationId || !name) return [];
    const found: Gap = { annotationId, label: labelOf(annotationId) ?? "object", name };
    return [at === undefined ? found : { ...found, index: Number(at) }];
  });
}

/** The changes that fill in a label's defaults where an object has no answer; null when there are none. */
export function defaultsFor(
  label: Label | undefined,
  answers: Readonly<Record<string, AttributeValue>> = {},
): Changes | null {
  const wanted = (label?.attributes ?? []).filter(
    (asked) => asked.default !== null && answers[asked.name] === undefined,
  );
  if (wanted.length === 0) return null;
  return { attributes: Object.fromEntries(wanted.map((asked) => [asked.name, asked.default])) };
}

export type Shared<T> = { readonly mixed: false; readonly value: T } | { readonly mixed: true };

/** The value that all have, or that they differ. */
export function sharedValue<T>(values: readonly T[]): Shared<T | undefined> {
  const [first] = values;
  return values.every((value) => value === first) ? { mixed: false, value: first } : { mixed: true };
}

/** What is asked of several objects: only when they have one label. */
export function askedOfAll(items: readonly Annotation[], labels: readonly Label[]): readonly Attribute[] {
  const label = sharedValue(items.map((item) => item.label));
  if (label.mixed || label.value === undefined) return [];
  return labels.find((found) => found.name === label.value)?.attributes ?? [];
}
