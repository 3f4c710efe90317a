/** What may be wrong, for a person to decide: where it is, what would mend it, and which one comes next. */
import type { Suspect, SuspectKind } from "../contract/suspects";
import { type Bounds, type Size, shapeBounds, unionBounds } from "./geometry";
import { levelFor, type Sheet, type Tile, tilesIn } from "./tiles";

export const KIND_WORDS: Readonly<Record<SuspectKind, { one: string; tip: string }>> = {
  label: { one: "Name", tip: "The model is sure of another name" },
  missing: { one: "Missing", tip: "The model is sure, and nothing is drawn there" },
  twin: { one: "Twice", tip: "Two boxes lie in one place" },
  size: { one: "Size", tip: "Far larger or smaller than its label usually is" },
  form: { one: "Form", tip: "Far wider or narrower than its label usually is" },
};

/** What would mend it: another name, drawing what is missing, taking one of two away; null where only looking helps. */
export type Mend = { verb: "relabel" | "add"; label: string } | { verb: "remove" };

export function mendOf(suspect: Suspect): Mend | null {
  const { kind, suggested } = suspect;
  if (kind === "label" && suggested) return { verb: "relabel", label: suggested };
  if (kind === "missing" && suggested) return { verb: "add", label: suggested };
  return kind === "twin" ? { verb: "remove" } : null;
}

/** What to do, as a button says it. */
export function wordsOf(mend: Mend): string {
  if (mend.verb === "relabel") return `Call it ${mend.label}`;
  return mend.verb === "add" ? `Add the ${mend.label}` : "Remove this one";
}

/** Where to look: around everything that the suspicion is about; null for the whole frame. */
export function placeOf({ drawn, other, said }: Suspect): Bounds | null {
  return unionBounds([drawn, other, said].flatMap((thing) => (thing && shapeBounds(thing.shape)) ?? []));
}

/** As much of the surroundings on each side as this part of the object's longer side. */
const AIR = 0.45;
/** Narrower than this, a view shows pixels and no picture. */
const LEAST = 48;

/** The part of a frame to show for a place: with some air, of this form, inside of the frame where it fits. */
export function viewAround(place: Bounds | null, frame: Size, form: number): Bounds {
  const whole = { x: 0, y: 0, width: frame.width, height: frame.height };
  const about = place ?? whole;
  const air = place ? Math.max(about.width, about.height) * AIR : 0;
  // No wider than what holds the whole frame: more would show nothing.
  const most = Math.max(frame.width, frame.height * form);
  const wanted = Math.max(LEAST, about.width + 2 * air, (about.height + 2 * air) * form);
  const width = Math.min(wanted, most);
  const height = width / form;
  return {
    x: within(about.x + about.width / 2, width, frame.width),
    y: within(about.y + about.height / 2, height, frame.height),
    width,
    height,
  };
}

/** Where a stretch begins that is centred on a point, moved into what there is; one that is longer is centred on it. */
function within(centre: number, length: number, all: number): number {
  if (length >= all) return (all - length) / 2;
  return Math.max(0, Math.min(all - length, centre - length / 2));
}

/** The tiles to draw for a view that is so many pixels wide. */
export function tilesFor(sheet: Sheet, view: Bounds, pixels: number): Tile[] {
  return tilesIn(sheet, levelFor(pixels / view.width, sheet.tiles.levels), view);
}

/** The entry after or before one; at an end it stays. */
export function stepFrom(ids: readonly string[], at: string | null, step: 1 | -1): string | null {
  const from = at === null ? -1 : ids.indexOf(at);
  if (from < 0) return ids[0] ?? null;
  return ids[from + step] ?? at;
}

/** Where to go from an entry that is done: the next that is not, else the nearest before it. */
export function nextUndone(
  ids: readonly string[],
  at: string,
  isDone: (id: string) => boolean,
): string | null {
  const from = ids.indexOf(at);
  const behind = ids.slice(0, Math.max(0, from)).reverse();
  return [...ids.slice(from + 1), ...behind].find((id) => !isDone(id)) ?? null;
}
