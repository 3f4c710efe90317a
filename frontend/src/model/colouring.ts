/** Colours of objects by what they are, each for itself, or by who changed them last. */
import { paletteColour, UNKNOWN_LABEL_COLOUR } from "./palette";
import type { ColourBy } from "./viewSettings";

/** What nobody has touched: a ghost, or an object without an author. */
export const NOBODY_COLOUR = "#f4f7f7";

function hash(id: string): number {
  let sum = 2166136261;
  for (const character of id) sum = Math.imul(sum ^ character.charCodeAt(0), 16777619) >>> 0;
  // The low bits of such a sum hardly differ for ids that differ in their last letter.
  return (sum ^ (sum >>> 13)) >>> 0;
}

/** "#rrggbb" of a hue in degrees, at one lightness that stands on dark and light pictures. */
function hueColour(hue: number): string {
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    const value = 0.66 - 0.3 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

const HUES = 24;

/** A colour of the object's own, the same on every screen. */
export function objectColour(id: string): string {
  const turn = hash(id) % (HUES + 10);
  return turn < 10 ? paletteColour(turn) : hueColour(((turn - 10) * 360) / HUES);
}

export interface Coloured {
  readonly id: string;
  readonly label: string;
  /** Who changed it last; null for ghosts. */
  readonly authorId: string | null;
}

/** The colour of an object; `author` gives people the colours they have now. */
export function colourFor(
  by: ColourBy,
  item: Coloured,
  labelColours: ReadonlyMap<string, string>,
  author: (id: string) => string,
): string {
  switch (by) {
    case "label":
      return labelColours.get(item.label) ?? UNKNOWN_LABEL_COLOUR;
    case "object":
      return objectColour(item.id);
    case "author":
      return item.authorId === null ? NOBODY_COLOUR : author(item.authorId);
  }
}
