/** Chooses which unsent corrections of a frame may travel together, and renumbers those that follow. */
import type { Correction, TrackedShape } from "../contract/contract";
import { joinChanges } from "../model/describe";
import type { OutboxEntry } from "./outboxStorage";

export const BATCH_LIMIT = 200;
/** Runs of masks in one batch: the server refuses bodies of more than 16 megabytes. */
export const BATCH_RUNS = 1_000_000;
/** What a keyframe takes beside its points, and each point, in as many letters as runs of masks. */
const KEYFRAME_RUNS = 25;
const POINT_RUNS = 4;

function runsOf({ correction }: OutboxEntry): number {
  const { shape, keyframes = {} } = correction;
  if (shape?.type === "mask") return shape.counts.length;
  const said = shape?.type === "track" ? shape.keyframes : Object.values(keyframes);
  return said.reduce((sum, keyframe) => sum + (keyframe ? KEYFRAME_RUNS + pointsOf(keyframe.shape) : 1), 0);
}

function pointsOf(shape: TrackedShape): number {
  if (shape.type === "box" || shape.type === "ellipse") return 0;
  const holes = shape.type === "polygon" ? (shape.holes ?? []) : [];
  return holes.reduce((sum, hole) => sum + hole.length, shape.points.length) * POINT_RUNS;
}

/** The objects a correction is about: its annotation and its prediction. */
export function objectKeys(entry: OutboxEntry): string[] {
  const { annotation_id, prediction_id } = entry.correction;
  return [annotation_id, prediction_id].filter((id): id is string => id !== undefined);
}

/** The next corrections of a frame, in order, with at most one for each object.
 *
 * A second correction of an object names the revision that the first one makes, which is known only when the
 * first is answered. Corrections of an object that waits for the person stay behind it.
 */
export function nextBatch(entries: readonly OutboxEntry[], frameId: string): OutboxEntry[] {
  const batch: OutboxEntry[] = [];
  const taken = new Set<string>();
  const blocked = new Set<string>();
  let runs = 0;
  for (const entry of entries) {
    if (entry.frame_id !== frameId) continue;
    const keys = objectKeys(entry);
    if (entry.state !== "waiting" || keys.some((key) => blocked.has(key))) {
      for (const key of keys) blocked.add(key);
      continue;
    }
    if (keys.some((key) => taken.has(key)) || batch.length >= BATCH_LIMIT) break;
    const weight = runsOf(entry);
    if (weight > 0 && runs + weight > BATCH_RUNS && batch.length > 0) break;
    runs += weight;
    for (const key of keys) taken.add(key);
    batch.push(entry);
  }
  return batch;
}

/** Whether a new correction says more of what the object's last unsent one says: then they are one.
 *
 * Descriptions join, and keyframes of a track; those taken from the machine only with others of the same run.
 */
export function joinable(entries: readonly OutboxEntry[], correction: Correction): OutboxEntry | null {
  const { kind, annotation_id: id, propagation_id: run } = correction;
  if (kind !== "describe" && kind !== "rekey") return null;
  const last = entries.findLast((entry) => entry.correction.annotation_id === id);
  if (last?.state !== "waiting" || last.attempted || last.correction.kind !== kind) return null;
  return last.correction.propagation_id === run ? last : null;
}

/** A correction with another one of the same object and kind added to it: the later word counts. */
export function joined(entry: OutboxEntry, correction: Correction): OutboxEntry {
  const { time_spent_ms: before, changes, keyframes } = entry.correction;
  const spent = (before ?? 0) + (correction.time_spent_ms ?? 0);
  const said =
    correction.kind === "rekey"
      ? { keyframes: { ...keyframes, ...correction.keyframes } }
      : { changes: joinChanges(changes ?? {}, correction.changes ?? {}) };
  return {
    ...entry,
    correction: { ...entry.correction, ...said, ...(spent > 0 ? { time_spent_ms: spent } : {}) },
  };
}

/** Let the corrections of an annotation that were never sent follow on from the revision it now has. */
export function followRevision(
  entries: readonly OutboxEntry[],
  annotationId: string,
  revision: number,
): OutboxEntry[] {
  let next = revision;
  return entries.map((entry) => {
    const { correction } = entry;
    if (correction.annotation_id !== annotationId || entry.attempted || correction.revision === undefined)
      return entry;
    const moved = { ...entry, correction: { ...correction, revision: next } };
    next += 1;
    return moved;
  });
}

/** Let the corrections made on an object that never came to be go to the one that stands in its place. */
export function followObject(
  entries: readonly OutboxEntry[],
  mine: string | undefined,
  theirs: string | undefined,
): readonly OutboxEntry[] {
  if (!mine || !theirs || mine === theirs) return entries;
  return entries.map((entry) => {
    const { correction } = entry;
    const builtOn = correction.annotation_id === mine && correction.revision !== undefined;
    return builtOn && !entry.attempted
      ? { ...entry, correction: { ...correction, annotation_id: theirs } }
      : entry;
  });
}

/** Which corrections of a refused batch the server complained about; null when it did not say. */
export function refusedIndexes(fields: Readonly<Record<string, string>>): ReadonlyMap<number, string> | null {
  const refused = new Map<number, string>();
  for (const [path, reason] of Object.entries(fields)) {
    const match = /^corrections[.[](\d+)/.exec(path);
    if (!match?.[1]) continue;
    const index = Number(match[1]);
    refused.set(index, [refused.get(index), reason].filter(Boolean).join("; "));
  }
  return refused.size > 0 ? refused : null;
}

/** The list with some fields of one entry changed. */
export function replace(
  list: readonly OutboxEntry[],
  id: string,
  fields: Partial<OutboxEntry>,
): OutboxEntry[] {
  return list.map((entry) => (entry.mutation_id === id ? { ...entry, ...fields } : entry));
}
