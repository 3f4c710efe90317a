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

/** Relative luminance of "#rrggbb", 0 black to 1 white. */
function luminance(colour: string): number {
  const channel = (from: number) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white text, whichever reads better on a colour; at least 4.5 on any. */
export function inkOn(colour: string): string {
  return contrast(colour, "#000000") >= contrast(colour, "#ffffff") ? "#000000" : "#ffffff";
}

const inks = new Map<string, string>();

/** The contrast that small letters need to be read with ease. */
const EASY = 7;

/** A colour made just light enough to be read with ease as small text on a dark ground. */
export function readableOn(ground: string, colour: string): string {
  const key = ground + colour;
  const known = inks.get(key);
  if (known) return known;
  let ink = colour;
  for (let share = 0.1; contrast(ink, ground) < EASY && share < 1.05; share += 0.1)
    ink = lighten(colour, share);
  inks.set(key, ink);
  return ink;
}

function lighten(colour: string, share: number): string {
  const channels = [1, 3, 5].map((from) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16);
    return Math.min(255, Math.round(value + (255 - value) * share))
      .toString(16)
      .padStart(2, "0");
  });
  return `#${channels.join("")}`;
}
