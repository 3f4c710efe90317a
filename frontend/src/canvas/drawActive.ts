/** Draws what moves: selection, handles, the shape under the pointer, crosshair, other people's cursors. */
import type { Point, Shape, SkeletonTemplate } from "../contract/contract";
import { type Bounds, shapeBounds } from "../model/geometry";
import { toScreen, type View } from "../model/transform";
import type { Vertex } from "../model/vertices";
import type { NamesShown } from "../model/viewSettings";
import type { Guide } from "../state/draftStore";
import { drawGrips, drawTurnHand } from "./drawGrips";
import { type BrushCursor, drawBrushCursor, drawMask, MASK_FILL } from "./drawMask";
import { drawPrompt, type PromptPicture } from "./drawPrompt";
import { strokeShape, traceShape } from "./drawStatic";
import { drawName, NAME_HEIGHT, nameOf, type Surface } from "./nameTag";

export interface ActiveObject {
  readonly id: string;
  readonly shape: Shape;
  readonly label: string;
  readonly colour: string;
  /** -1 for an annotation. */
  readonly score: number;
  /** Under the person's hand: the layer at rest leaves it out. */
  readonly lifted?: boolean;
  readonly skeleton: SkeletonTemplate | null;
}

export interface ActivePicture {
  readonly view: View;
  readonly selected: readonly ActiveObject[];
  readonly hovered: ActiveObject | null;
  readonly drawing: ActiveObject | null;
  /** What the hand sees besides the shapes under it. */
  readonly guide: Guide | null;
  readonly hoveredVertex: Vertex | null;
  readonly pickedVertex: Vertex | null;
  readonly sweep: Bounds | null;
  readonly prompt: PromptPicture | null;
  /** The ghost that came of the prompt. */
  readonly prompted: ActiveObject | null;
  /** Screen position of the crosshair, when a drawing tool is chosen. */
  readonly crosshair: Point | null;
  readonly brush: BrushCursor | null;
  readonly handles: boolean;
  /** Whether names are written on what is selected or under the pointer. */
  readonly names?: NamesShown;
  readonly cursors: readonly { x: number; y: number; name: string; colour: string }[];
  readonly accent: string;
}

const MOST_OUTLINES = 2_000;

export function drawActive(surface: Surface, picture: ActivePicture): void {
  const { pen, ratio, width, height } = surface;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { view, hovered } = picture;
  if (picture.crosshair) drawCrosshair(pen, picture.crosshair, width, height);
  const named = picture.names !== "never";
  if (hovered && !picture.selected.some((item) => item.id === hovered.id)) {
    outline(pen, hovered, view, 2.6, 0.1);
    if (picture.names === "hover") label(surface, hovered, view);
  }
  const few = picture.selected.length <= 60;
  for (const item of picture.selected.slice(0, MOST_OUTLINES)) {
    outline(pen, item, view, 2.4, few ? 0.16 : 0, few);
    if (few && named) label(surface, item, view);
  }
  const [first] = picture.selected;
  if (picture.handles && first) {
    drawGrips(
      surface,
      picture.selected.map((item) => item.shape),
      {
        view,
        colour: picture.selected.length === 1 ? first.colour : picture.accent,
        accent: picture.accent,
        hovered: picture.hoveredVertex,
        picked: picture.pickedVertex,
        skeleton: first.skeleton,
        turning: picture.guide?.turn !== undefined,
      },
    );
  }
  if (picture.drawing) {
    outline(pen, picture.drawing, view, 2, 0.14);
    drawSize(surface, picture.drawing, view);
  }
  if (picture.guide) drawGuide(pen, picture.guide, picture.drawing?.colour ?? picture.accent, picture);
  if (picture.prompted) outline(pen, picture.prompted, view, 2.2, MASK_FILL);
  if (picture.prompt) drawPrompt(pen, picture.prompt, view, picture.accent);
  if (picture.sweep) drawSweep(pen, picture.sweep, view, picture.accent);
  if (picture.brush) drawBrushCursor(pen, picture.brush);
  for (const cursor of picture.cursors) drawCursor(surface, cursor, view);
}

function outline(
  pen: CanvasRenderingContext2D,
  item: ActiveObject,
  view: View,
  width: number,
  fill: number,
  halo = false,
): void {
  if (item.shape.type === "mask") {
    // What is lifted shows here only: as strongly as at rest, and a little more.
    const full = item.lifted ? MASK_FILL + 0.1 : fill;
    const edge = halo
      ? { colour: "rgba(255, 255, 255, 0.9)", line: width + 2.2 }
      : { colour: "rgba(8, 12, 14, 0.9)", line: width + 1.4 };
    const ghost = item.score >= 0;
    const look = { colour: item.colour, fill: full, line: width, edge, ghost, occluded: false };
    return drawMask(pen, item.shape, view, look);
  }
  if (fill > 0 && (shapeBounds(item.shape) ?? null)) {
    pen.globalAlpha = fill;
    pen.fillStyle = item.colour;
    pen.beginPath();
    traceShape(pen, item.shape, view);
    if (item.shape.type !== "polyline") pen.fill("evenodd");
    pen.globalAlpha = 1;
  }
  if (halo) {
    pen.strokeStyle = "rgba(255, 255, 255, 0.9)";
    pen.lineWidth = width + 2.2;
    strokeShape(pen, item.shape, view, item.skeleton?.edges);
  }
  pen.setLineDash(item.score >= 0 ? [6, 4] : []);
  if (item.score >= 0) {
    pen.strokeStyle = "rgba(8, 12, 14, 0.9)";
    pen.lineWidth = width;
    pen.setLineDash([]);
    strokeShape(pen, item.shape, view, item.skeleton?.edges);
    pen.setLineDash([6, 4]);
  }
  pen.strokeStyle = item.colour;
  pen.lineWidth = width;
  strokeShape(pen, item.shape, view, item.skeleton?.edges);
  pen.setLineDash([]);
}

function label(surface: Surface, item: ActiveObject, view: View): void {
  const bounds = shapeBounds(item.shape);
  if (!bounds) return;
  const [x, y] = toScreen(view, [bounds.x, bounds.y]);
  const name = nameOf(item.label, item.score);
  drawName(surface, name, item.colour, item.score >= 0, x, y, Number.POSITIVE_INFINITY);
}

/** The points placed so far, the first one large when a click would close the ring, and where the pointer snapped. */
function drawGuide(
  pen: CanvasRenderingContext2D,
  guide: Guide,
  colour: string,
  { view, accent }: ActivePicture,
): void {
  guide.placed?.forEach((point, index) => {
    const [x, y] = toScreen(view, point);
    const closing = index === 0 && guide.closing === true;
    pen.fillStyle = closing ? accent : "#ffffff";
    pen.strokeStyle = closing ? "#ffffff" : colour;
    pen.lineWidth = 1.6;
    pen.beginPath();
    pen.arc(x, y, closing ? 7 : 3.5, 0, Math.PI * 2);
    pen.fill();
    pen.stroke();
  });
  if (guide.turn)
    drawTurnHand(pen, toScreen(view, guide.turn.centre), toScreen(view, guide.turn.hand), accent);
  if (!guide.snap) return;
  const [x, y] = toScreen(view, guide.snap);
  for (const [width, stroke] of [
    [4, "rgba(6, 10, 12, 0.7)"],
    [2, accent],
  ] as const) {
    pen.lineWidth = width;
    pen.strokeStyle = stroke;
    pen.strokeRect(x - 7, y - 7, 14, 14);
  }
}

function drawSize(surface: Surface, item: ActiveObject, view: View): void {
  const bounds = shapeBounds(item.shape);
  if (!bounds) return;
  const [x, y] = toScreen(view, [bounds.x, bounds.y + bounds.height]);
  const text = `${item.label}  ${Math.round(bounds.width)} × ${Math.round(bounds.height)}`;
  drawName(surface, text, item.colour, true, x, y + NAME_HEIGHT + 5, Number.POSITIVE_INFINITY);
}

function drawSweep(pen: CanvasRenderingContext2D, area: Bounds, view: View, accent: string): void {
  const [x, y] = toScreen(view, [area.x, area.y]);
  pen.fillStyle = `${accent}22`;
  pen.strokeStyle = accent;
  pen.lineWidth = 1;
  pen.fillRect(x, y, area.width * view.scale, area.height * view.scale);
  pen.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, area.width * view.scale, area.height * view.scale);
}

function drawCrosshair(pen: CanvasRenderingContext2D, [x, y]: Point, width: number, height: number): void {
  pen.lineWidth = 1;
  for (const [colour, offset] of [
    ["rgba(0, 0, 0, 0.35)", 1.5],
    ["rgba(255, 255, 255, 0.55)", 0.5],
  ] as const) {
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.moveTo(Math.round(x) + offset, 0);
    pen.lineTo(Math.round(x) + offset, height);
    pen.moveTo(0, Math.round(y) + offset);
    pen.lineTo(width, Math.round(y) + offset);
    pen.stroke();
  }
}

function drawCursor(
  surface: Surface,
  cursor: { x: number; y: number; name: string; colour: string },
  view: View,
): void {
  const { pen } = surface;
  const [x, y] = toScreen(view, [cursor.x, cursor.y]);
  pen.fillStyle = cursor.colour;
  pen.strokeStyle = "rgba(8, 12, 14, 0.8)";
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + 4.5, y + 15);
  pen.lineTo(x + 8, y + 9.5);
  pen.lineTo(x + 14, y + 8);
  pen.closePath();
  pen.fill();
  pen.stroke();
  drawName(surface, cursor.name, cursor.colour, false, x + 12, y + 31, Number.POSITIVE_INFINITY);
}
