/** Label colours that stay apart for colour-blind eyes on dark and light grounds. */
import type { Label } from "../contract/contract";

/** After Okabe and Ito, lightened where the original would sink into a dark photograph. */
export const PALETTE: readonly string[] = [
  "#56b4e9",
  "#f2a33a",
  "#2fc79a",
  "#f0e05a",
  "#dd8bbd",
  "#f2704a",
  "#6a8dff",
  "#c3a3ff",
  "#9ad4d6",
  "#c9c4b4",
];

const COLOUR = /^#[0-9a-f]{6}$/i;
/** A label the project does not know: neutral, because accepting it gives it another label. */
export const UNKNOWN_LABEL_COLOUR = "#e4ebec";

export function paletteColour(index: number): string {
  return PALETTE[index % PALETTE.length] ?? UNKNOWN_LABEL_COLOUR;
}

/** The colour of a label by name: its own where it is valid, else the palette's by position. */
export function labelColours(labels: readonly Label[]): ReadonlyMap<string, string> {
  return new Map(
    labels.map((label, index) => [
      label.name,
      label.color && COLOUR.test(label.color) ? label.color : paletteColour(index),
    ]),
  );
}

/** Black or white text, whichever reads better on a colour. */
export function inkOn(colour: string): string {
  const channel = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16) / 255;
  const luminance = 0.2126 * channel(1) ** 2.2 + 0.7152 * channel(3) ** 2.2 + 0.0722 * channel(5) ** 2.2;
  return luminance > 0.32 ? "#0d1113" : "#ffffff";
}

/** A person's colour, the same on every screen. */
export function personColour(id: string): string {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return paletteColour(hash);
}
