/** Draws what other people have in hand, and both versions of an object that two people changed. */
import type { Shape } from "../contract/contract";
import { shapeBounds } from "../model/geometry";
import { toScreen, type View } from "../model/transform";
import { strokeShape } from "./drawStatic";
import { drawName, NAME_HEIGHT, type Surface } from "./nameTag";

/** An outline with a few words under it. */
export interface Marked {
  readonly shape: Shape;
  readonly colour: string;
  readonly words: string;
  /** My own version in a conflict is dashed: it does not stand yet. */
  readonly dashed: boolean;
  /** A lock before the words: somebody is changing it now. */
  readonly locked: boolean;
}

const MOST_WORDS = 24;
const LOCK = "\u{1F512}\u{FE0E} ";

export function drawOthers(surface: Surface, marked: readonly Marked[], view: View): void {
  const { pen, ratio } = surface;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const { shape, colour, dashed, locked } of marked) {
    pen.setLineDash(dashed ? [8, 5] : []);
    pen.strokeStyle = "rgba(8, 12, 14, 0.75)";
    pen.lineWidth = locked ? 5.4 : 4.4;
    strokeShape(pen, shape, view);
    pen.strokeStyle = colour;
    pen.lineWidth = locked ? 3.2 : 2.2;
    strokeShape(pen, shape, view);
  }
  pen.setLineDash([]);
  for (const { shape, colour, words, locked, dashed } of marked.slice(0, MOST_WORDS)) {
    const bounds = shapeBounds(shape);
    if (!bounds) continue;
    const [x, y] = toScreen(view, [bounds.x, bounds.y + bounds.height]);
    const text = locked ? `${LOCK}${words}` : words;
    drawName(surface, text, colour, dashed, x, y + NAME_HEIGHT + 5, Number.POSITIVE_INFINITY);
  }
}
