/** Draws what a hand can take of the selection: resize handles, the turn handle, points, and middles of edges. */
import type { BoxShape, Point, Shape, SkeletonTemplate } from "../contract/contract";
import { HANDLES, handlePoint } from "../model/boxHandles";
import { boxCorners, distance } from "../model/geometry";
import { handleFrame, SHORTEST_EDGE, TURN_REACH } from "../model/grips";
import { isBoxed, isTurnable, type Turnable, turnHandle } from "../model/rotate";
import { toScreen, type View } from "../model/transform";
import {
  edgesOf,
  isPointed,
  middleOf,
  type Pointed,
  type Vertex,
  vertexPoint,
  vertexRings,
  visibilityOf,
} from "../model/vertices";
import { drawName, NAME_HEIGHT, type Surface } from "./nameTag";

type Pen = CanvasRenderingContext2D;

export interface GripStyle {
  readonly view: View;
  readonly colour: string;
  readonly accent: string;
  readonly hovered: Vertex | null;
  readonly picked: Vertex | null;
  readonly skeleton: SkeletonTemplate | null;
  /** The hand holds the turn handle, which is then drawn where the hand is. */
  readonly turning: boolean;
}

const HANDLE_SIDE = 9;
const POINT_RADIUS = 4.5;
const MIDDLE_RADIUS = 3;
const SMALL = 30;
/** More points than these in view are a line, not grips. */
const MOST_POINTS = 1_200;

export function drawGrips(surface: Surface, shapes: readonly Shape[], style: GripStyle): void {
  const { pen } = surface;
  const [only] = shapes;
  if (!only) return;
  const frame = handleFrame(shapes, style.view.scale);
  const alone = shapes.length === 1;
  pen.setLineDash([]);
  if (frame && !(alone && isBoxed(only))) drawScaleFrame(pen, frame, style);
  if (alone && !style.turning && isTurnable(only)) drawTurn(pen, only, style);
  if (frame) drawHandles(pen, frame, style);
  if (alone && isPointed(only)) drawPoints(surface, only, style);
}

function drawScaleFrame(pen: Pen, frame: BoxShape, { view, accent }: GripStyle): void {
  pen.strokeStyle = accent;
  pen.lineWidth = 1;
  pen.setLineDash([4, 4]);
  pen.beginPath();
  for (const corner of boxCorners(frame)) pen.lineTo(...toScreen(view, corner));
  pen.closePath();
  pen.stroke();
  pen.setLineDash([]);
}

function drawHandles(pen: Pen, frame: BoxShape, { view, colour }: GripStyle): void {
  const small = Math.min(frame.width, frame.height) * view.scale < SMALL;
  pen.lineWidth = 1.6;
  pen.fillStyle = "#ffffff";
  pen.strokeStyle = colour;
  for (const handle of HANDLES) {
    if (small && handle.length === 1) continue;
    const [x, y] = toScreen(view, handlePoint(frame, handle));
    pen.beginPath();
    pen.roundRect(
      Math.round(x) - HANDLE_SIDE / 2,
      Math.round(y) - HANDLE_SIDE / 2,
      HANDLE_SIDE,
      HANDLE_SIDE,
      2,
    );
    pen.fill();
    pen.stroke();
  }
}

function drawTurn(pen: Pen, shape: Turnable, { view, colour }: GripStyle): void {
  const top = toScreen(view, turnHandle(shape, 0));
  drawTurnHand(pen, top, toScreen(view, turnHandle(shape, TURN_REACH / view.scale)), colour);
}

/** The turn handle at the end of its line, on the screen. */
export function drawTurnHand(pen: Pen, from: Point, hand: Point, colour: string): void {
  for (const [width, stroke] of [
    [3.6, "rgba(6, 10, 12, 0.5)"],
    [1.6, colour],
  ] as const) {
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...hand);
    pen.stroke();
  }
  dot(pen, hand, 5, "#ffffff", colour);
}

function dot(pen: Pen, [x, y]: Point, radius: number, fill: string, stroke: string): void {
  pen.fillStyle = fill;
  pen.strokeStyle = stroke;
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fill();
  pen.stroke();
}

function drawPoints(surface: Surface, shape: Pointed, style: GripStyle): void {
  const { pen, width, height } = surface;
  const { view, colour, accent, hovered, picked } = style;
  const inSight = ([x, y]: Point) => x > -8 && y > -8 && x < width + 8 && y < height + 8;
  const is = (vertex: Vertex | null, ring: number, index: number) =>
    vertex !== null && vertex.ring === ring && vertex.index === index;
  let drawn = 0;
  vertexRings(shape).forEach((points, ring) => {
    for (const { from, to } of edgesOf(shape, ring)) {
      if (distance(from, to) * view.scale < SHORTEST_EDGE || drawn > MOST_POINTS) continue;
      const middle = toScreen(view, middleOf(from, to));
      if (inSight(middle)) dot(pen, middle, MIDDLE_RADIUS, colour, "#ffffff");
    }
    points.forEach((point, index) => {
      const at = toScreen(view, point);
      if (!inSight(at) || ++drawn > MOST_POINTS) return;
      if (shape.type === "skeleton" && visibilityOf(shape, index) < 2 && !is(hovered, ring, index)) return;
      const held = is(picked, ring, index);
      const radius = POINT_RADIUS + (held || is(hovered, ring, index) ? 1.5 : 0);
      dot(pen, at, radius, held ? accent : "#ffffff", held ? "#ffffff" : colour);
    });
  });
  if (hovered && shape.type === "skeleton") nameKeypoint(surface, shape, hovered, style);
}

const SEEN = ["absent", "hidden", "visible"] as const;

function nameKeypoint(
  surface: Surface,
  shape: Pointed & { type: "skeleton" },
  vertex: Vertex,
  { view, colour, skeleton }: GripStyle,
): void {
  const point = vertexPoint(shape, vertex);
  if (!point) return;
  const [x, y] = toScreen(view, point);
  const name = skeleton?.points[vertex.index] ?? `Point ${vertex.index + 1}`;
  const text = `${name} · ${SEEN[visibilityOf(shape, vertex.index)]}`;
  drawName(surface, text, colour, true, x + 8, y + NAME_HEIGHT + 12, Number.POSITIVE_INFINITY);
}
