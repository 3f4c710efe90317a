/** The machine's continuation of a track: what it found so far, and how a person takes it over. */
import type { Keyframe, KeyframeFields } from "../../contract/contract";
import type { Propagation, PropagationShort } from "../../contract/video";
import { fieldsOf } from "./keyframes";
import type { TrackAnnotation, TrackStep } from "./steps";

type Way = Pick<PropagationShort, "first" | "direction">;

/** How far a frame lies from where it began, in its direction; negative before that. */
export const passed = ({ first, direction }: Way, frame: number): number =>
  direction === "forward" ? frame - first : first - frame;

export const isActive = ({ status }: PropagationShort): boolean =>
  status === "queued" || status === "running";

/** Whether its ghosts are there to be taken over. */
export const stands = (it: PropagationShort): boolean =>
  it.status !== "cancelled" && (isActive(it) || !it.taken);

const ascending = (keyframes: readonly Keyframe[]) => [...keyframes].sort((a, b) => a.frame - b.frame);

export interface Progressed {
  readonly propagation: Propagation;
  /** Something in between was not told: the whole has to be asked for. */
  readonly hasGap: boolean;
}

/** What is known after a step: beyond where it has come to nothing is known any more, then comes what was added. */
export function progressed(
  known: Propagation | null,
  now: PropagationShort,
  added: readonly Keyframe[],
): Progressed {
  const end = passed(now, now.reached);
  const fresh = new Set(added.map(({ frame }) => frame));
  const kept = (known?.keyframes ?? []).filter(({ frame }) => passed(now, frame) <= end && !fresh.has(frame));
  const keyframes = ascending([...kept, ...added]);
  // All frames up to where it was known to be, and those added, are told; anchors have no ghosts.
  const told = new Set([
    ...keyframes.map(({ frame }) => passed(now, frame)),
    ...now.anchors.map((at) => passed(now, at)),
  ]);
  const before = known ? Math.min(end, passed(now, known.reached)) : 0;
  let hasGap = false;
  for (let at = before + 1; at <= end && !hasGap; at++) hasGap = !told.has(at);
  return { propagation: { ...now, keyframes }, hasGap };
}

/** What it found at a frame. */
export function ghostAt({ keyframes }: Propagation, frame: number): Keyframe | null {
  let [low, high] = [0, keyframes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keyframes[middle] as Keyframe).frame < frame) low = middle + 1;
    else high = middle;
  }
  const found = keyframes[low];
  return found?.frame === frame ? found : null;
}

/** Take over what it found, all of it or up to a frame, as one correction.
 *
 * `few` are the ghosts that give back the others. What a machine said of the frames in between before goes.
 */
export function keepGhosts(
  track: TrackAnnotation,
  from: Propagation,
  few: readonly Keyframe[],
  upTo: number | null = null,
): TrackStep[] {
  const end = upTo === null ? Number.POSITIVE_INFINITY : passed(from, upTo);
  const last = upTo === null ? null : ghostAt(from, upTo);
  const wanted = few.filter(({ frame }) => passed(from, frame) <= end);
  if (last && !wanted.some(({ frame }) => frame === last.frame)) wanted.push(last);
  if (wanted.length === 0) return [];
  const furthest = Math.max(...wanted.map(({ frame }) => passed(from, frame)));
  const anchors = new Set([from.first, ...from.anchors]);
  const said: Record<string, KeyframeFields | null> = {};
  for (const { frame } of track.shape.keyframes) {
    const way = passed(from, frame);
    if (way > 0 && way <= furthest && !anchors.has(frame)) said[frame] = null;
  }
  for (const ghost of wanted) said[ghost.frame] = fieldsOf(ghost);
  return [{ kind: "rekey", annotation_id: track.id, keyframes: said, propagation_id: from.id }];
}

/** The frames on the way at which another scene begins: forward its first one, backward the last one before. */
export const cutsBetween = (scenes: readonly number[], first: number, last: number): number[] =>
  first <= last
    ? scenes.filter((scene) => scene > first && scene <= last)
    : scenes.map((scene) => scene - 1).filter((frame) => frame >= last && frame < first);

/** The frame from which the object is not there any more, where it was lost on the way forward. */
function outsideFrom({ keyframes, reached }: Propagation): number | null {
  const last = keyframes.at(-1);
  return last?.outside && last.frame === reached ? last.frame : null;
}

/** As `wordsOn`; where the object was lost, from which frame on the track will be outside, and why. */
export function wordsOnEnd(it: Propagation): string {
  const from = isActive(it) ? null : outsideFrom(it);
  if (from === null || !it.reason) return wordsOn(it);
  const why = it.reason.replace(` at frame ${from}`, "").replace(": ", ", ").replace(/\.$/, "");
  return `Outside from frame ${from} on: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
}

/** How far it is and why it ended, in a line. */
export function wordsOn(it: PropagationShort): string {
  const way = it.direction === "forward" ? "forward" : "backward";
  const anew = it.run > 1 && it.reached !== it.first ? ", begun anew after a correction" : "";
  if (it.status === "queued" && it.reached === it.first)
    return `Waits to track ${way} to frame ${it.last}${anew}`;
  const reason = it.reason ? `: ${it.reason.replace(/\.$/, "")}` : "";
  if (isActive(it)) return `Tracks ${way}: at frame ${it.reached} of ${it.last}${anew}${reason}`;
  if (it.status === "failed") return `Failed at frame ${it.reached}${reason || ": the reason is not known"}`;
  if (it.reached !== it.last || reason) return `Stopped at frame ${it.reached}${reason}`;
  return `Tracked ${way} to frame ${it.reached}`;
}
