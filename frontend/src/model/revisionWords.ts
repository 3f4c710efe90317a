/** Says in words what a change of an object did. */
import type { Annotation, CorrectionKind, Described, Label, Shape, TrackShape } from "../contract/contract";
import type { Revision } from "../contract/history";
import { diffDescribed, showValue } from "./describe";
import { sameShape, shapeBounds } from "./geometry";
import { changedFrames } from "./track/keyframes";

const BIRTHS: Partial<Record<CorrectionKind, string>> = {
  add: "drawn",
  accept: "accepted from the model",
  adjust: "taken from the model and adjusted",
  restore: "brought back",
};

/** What a revision changed, each thing in a few words. */
export function wordsOf(revision: Revision, labels: readonly Label[] = []): string[] {
  const { before, after, kind } = revision;
  if (!after) return [kind === "withdraw" ? "given back to the model" : "removed"];
  if (!before) return [`${birthOf(revision)} as ${after.label}`, ...describedWords(null, after, labels)];
  const words: string[] = [];
  if (before.label !== after.label) words.push(`label ${before.label} → ${after.label}`);
  if (!sameShape(before.shape, after.shape)) words.push(shapeWords(before.shape, after.shape));
  words.push(...describedWords(before, after, labels));
  return words.length > 0 ? words : ["nothing visible"];
}

function birthOf({ kind, prompted }: Revision): string {
  if (!prompted) return BIRTHS[kind] ?? "made";
  const { model_version: version, score } = prompted;
  return `drawn by prompt, ${version.name} ${version.version}, ${Math.round(score * 100)} %,`;
}

const NOTHING: Described = { attributes: {}, occluded: false, z: 0, group: null };

function describedWords(before: Annotation | null, after: Annotation, labels: readonly Label[]): string[] {
  return differenceWords(before ?? NOTHING, after, askedBy(after.label, labels));
}

function askedBy(name: string, labels: readonly Label[]): ReadonlySet<string> | null {
  const label = labels.find((found) => found.name === name);
  return label ? new Set(label.attributes.map((asked) => asked.name)) : null;
}

/** How two descriptions differ, attribute by attribute; `asked` leaves out what the label does not ask for. */
export function differenceWords(
  from: Described,
  to: Described,
  asked: ReadonlySet<string> | null = null,
): string[] {
  const changes = diffDescribed(from, to);
  if (!changes) return [];
  const words = Object.keys(changes.attributes ?? {})
    .filter((name) => asked === null || asked.has(name))
    .map((name) => `${name} ${showValue(from.attributes[name])} → ${showValue(to.attributes[name])}`);
  if (changes.occluded !== undefined) words.push(changes.occluded ? "occluded" : "no longer occluded");
  if (changes.z !== undefined) words.push(to.z > from.z ? "further in front" : "further back");
  if (changes.group !== undefined) words.push(changes.group === null ? "left its group" : "grouped");
  return words;
}

function trackWords(before: TrackShape, after: TrackShape): string {
  const frames = changedFrames(before, after);
  if (frames.length > 3) return `${frames.length} keyframes, from ${frames[0]} to ${frames.at(-1)}`;
  const has = (track: TrackShape, frame: number) => track.keyframes.some((it) => it.frame === frame);
  return frames
    .map((frame) => {
      if (!has(after, frame)) return `keyframe ${frame} taken away`;
      return `keyframe ${frame} ${has(before, frame) ? "changed" : "set"}`;
    })
    .join(", ");
}

function shapeWords(before: Shape, after: Shape): string {
  if (before.type === "track" && after.type === "track") return trackWords(before, after);
  if (before.type !== after.type) return `${before.type} → ${after.type}`;
  const [a, b] = [shapeBounds(before), shapeBounds(after)];
  if (!a || !b) return "shape";
  const resized = Math.abs(a.width - b.width) > 0.5 || Math.abs(a.height - b.height) > 0.5;
  if (resized) return `resized to ${Math.round(b.width)} × ${Math.round(b.height)}`;
  const [dx, dy] = [Math.round(b.x - a.x), Math.round(b.y - a.y)];
  return dx === 0 && dy === 0 ? "shape adjusted" : `moved by ${dx}, ${dy}`;
}
