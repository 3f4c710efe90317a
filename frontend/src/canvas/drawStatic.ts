/** Draws the objects at rest: pixel outlines when there are thousands, full strokes and names when there are few. */
import type { Point, Shape, SkeletonTemplate } from "../contract/contract";
import { boxCorners, ringsOf } from "../model/geometry";
import { lookOf } from "../model/ghostLayers";
import { type View, visibleBounds } from "../model/transform";
import { drawMask, MASK_FILL, OCCLUDED_DASH } from "./drawMask";
import { drawName, NAME_HEIGHT, nameOf, type Surface } from "./nameTag";
import { outlinesOf } from "./outlines";
import { outlineBox, type Pen, type PixelBuffer, packColour } from "./rasterBoxes";
import { drawOutline, type LinePen, type Placing } from "./rasterLines";
import { inView, type Scene } from "./scene";
import { traceBones, traceKeypoints } from "./traceSkeleton";

export interface StaticOptions {
  readonly view: View;
  readonly frame: { width: number; height: number };
  /** Objects under the person's hand: the active layer draws them. */
  readonly hidden: ReadonlySet<string>;
  readonly namesShown: boolean;
  /** While the view moves, the finest of a crowd's lines would cost more than a frame's time. */
  readonly moving: boolean;
  /** 0 draws outlines only. */
  readonly fillOpacity?: number;
}

/** Above this many objects in view the fine strokes would cost more than a frame's time. */
const CROWD = 160;
/** Above this many even the dark edge around each line is left out: the picture is all lines anyway. */
const THRONG = 3_000;
/** Above this many, soft dark edges wait until the view stands still. */
const FLEET = 300;
const MOST_NAMES = 160;

const EDGE: Pen = { colour: packColour("#060a0c", 0.45), thickness: 1, dash: null };
const SOFT_EDGE: LinePen = { colour: packColour("#060a0c", 0), width: 3.4, alpha: 0.45, dash: null };

let raster: ImageData | null = null;

/** Draw every object in view; returns whether it was done as far as it goes, or awaits a view that stands still. */
export function drawStatic(surface: Surface, scene: Scene, options: StaticOptions): boolean {
  const { pen, width, height, ratio } = surface;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  const found = inView(scene, visibleBounds(options.view, { width, height }), options.frame);
  const count = found ? found.length : scene.ids.length;
  if (count === 0) {
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawTags(surface, scene, options.view);
    return true;
  }
  const crowded = count > CROWD;
  if (crowded) rasterCrowd(surface, scene, options, found);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const names: number[] = [];
  const filled = (options.fillOpacity ?? 0) > 0 && count <= (options.moving ? FLEET : THRONG);
  for (let k = 0; k < count; k++) {
    const i = found ? (found[k] as number) : k;
    if (options.hidden.size > 0 && options.hidden.has(scene.ids[i] as string)) continue;
    if (filled) fillObject(pen, scene, i, options.view, options.fillOpacity ?? 0);
    if (!crowded || !inPixels(scene, i)) strokeObject(pen, scene, i, options.view, !crowded);
    if (options.namesShown && names.length < MOST_NAMES && nameFits(scene, i, options.view, crowded))
      names.push(i);
  }
  pen.setLineDash([]);
  drawNames(surface, scene, names, options.view);
  drawTags(surface, scene, options.view);
  return !options.moving || count <= FLEET;
}

/** Tags are about the whole frame: their names stand in its corner. */
function drawTags(surface: Surface, scene: Scene, view: View): void {
  scene.tags.forEach((i, place) => {
    const score = scene.scores[i] as number;
    const name = nameOf(scene.labels[i] as string, score);
    const y = view.y + (place + 1) * (NAME_HEIGHT + 4) + 6;
    drawName(surface, name, scene.colours[i] as string, score >= 0, view.x + 8, y, Number.POSITIVE_INFINITY);
  });
}

function rasterCrowd(surface: Surface, scene: Scene, options: StaticOptions, found: number[] | null): void {
  const { width, height } = surface.pen.canvas;
  if (!raster || raster.width !== width || raster.height !== height) raster = new ImageData(width, height);
  const pixels = new Uint32Array(raster.data.buffer);
  pixels.fill(0);
  const buffer = { pixels, width, height };
  const ratio = Math.max(1, Math.round(surface.ratio));
  const scale = options.view.scale * surface.ratio;
  const x0 = options.view.x * surface.ratio;
  const y0 = options.view.y * surface.ratio;
  const placing = { scale, x: x0, y: y0 };
  const count = found ? found.length : scene.ids.length;
  const b = scene.bounds_xywh;

  const each = (draw: (i: number, left: number, top: number, right: number, bottom: number) => void) => {
    for (let k = 0; k < count; k++) {
      const i = found ? (found[k] as number) : k;
      if (options.hidden.size > 0 && options.hidden.has(scene.ids[i] as string)) continue;
      const x = b[i * 4] as number;
      const y = b[i * 4 + 1] as number;
      const right = Math.round((x + (b[i * 4 + 2] as number)) * scale + x0);
      const bottom = Math.round((y + (b[i * 4 + 3] as number)) * scale + y0);
      draw(i, Math.round(x * scale + x0), Math.round(y * scale + y0), right, bottom);
    }
  };
  const isSmall = (width: number, height: number) => Math.min(width, height) < 26 * surface.ratio;

  // Edges under all lines first: pixels are set, not blended, and an edge must never cut a neighbour's line.
  if (count <= THRONG) {
    const rim = options.moving && count > FLEET ? null : { ...SOFT_EDGE, width: 3.4 * surface.ratio };
    each((i, left, top, right, bottom) => {
      if (scene.upright[i] === 0) {
        if (rim) drawOutlines(buffer, scene.shapes[i] as Shape, placing, rim);
        return;
      }
      const inner = isSmall(right - left, bottom - top) ? ratio : 2 * ratio;
      outlineBox(buffer, left - 1, top - 1, right + 1, bottom + 1, EDGE);
      outlineBox(buffer, left + inner, top + inner, right - inner, bottom - inner, EDGE);
    });
  }
  const hard = options.moving && count > THRONG;
  const pens = new Map<string, Pens>();
  each((i, left, top, right, bottom) => {
    const small = isSmall(right - left, bottom - top);
    const pen = pensFor(pens, scene.colours[i] as string, small, surface.ratio);
    const way = (scene.scores[i] as number) >= 0 ? "dashed" : scene.occluded[i] === 1 ? "dotted" : "solid";
    if (scene.upright[i] === 1) outlineBox(buffer, left, top, right, bottom, pen.boxes[way]);
    else drawOutlines(buffer, scene.shapes[i] as Shape, placing, hard ? pen.hard : pen.lines[way]);
  });
  surface.pen.putImageData(raster, 0, 0);
}

/** Whether a crowd's object is drawn into pixels; the others are few, and get canvas strokes. */
function inPixels(scene: Scene, i: number): boolean {
  return scene.upright[i] === 1 || outlinesOf(scene.shapes[i] as Shape).length > 0;
}

function drawOutlines(buffer: PixelBuffer, shape: Shape, placing: Placing, pen: LinePen): void {
  for (const outline of outlinesOf(shape)) drawOutline(buffer, outline, placing, pen);
}

/** Annotations, ghosts, and annotations that something else in the picture covers in part. */
interface Ways<P> {
  readonly solid: P;
  readonly dashed: P;
  readonly dotted: P;
}

interface Pens {
  readonly boxes: Ways<Pen>;
  readonly lines: Ways<LinePen>;
  readonly hard: LinePen;
}

function pensFor(pens: Map<string, Pens>, colour: string, small: boolean, ratio: number): Pens {
  const key = small ? `s${colour}` : colour;
  let made = pens.get(key);
  if (!made) {
    const thickness = Math.max(1, Math.round((small ? 1 : 1.6) * ratio));
    const box: Pen = { colour: packColour(colour), thickness, dash: null };
    const line = { colour: packColour(colour, 0), width: (small ? 1.4 : 1.6) * ratio, alpha: 1, dash: null };
    made = {
      boxes: {
        solid: box,
        dashed: { ...box, dash: { on: 5, period: 9 } },
        dotted: { ...box, dash: { on: 2 * ratio, period: 5 * ratio } },
      },
      lines: {
        solid: line,
        dashed: { ...line, dash: { on: 6 * ratio, period: 10 * ratio } },
        dotted: { ...line, dash: { on: 2 * ratio, period: 5 * ratio } },
      },
      hard: { ...line, width: 0 },
    };
    pens.set(key, made);
  }
  return made;
}

function strokeObject(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  i: number,
  view: View,
  fine: boolean,
): void {
  const ghost = (scene.scores[i] as number) >= 0;
  const shape = scene.shapes[i] as Shape;
  const colour = scene.colours[i] as string;
  if (shape.type === "mask") {
    const edge = fine ? { colour: "rgba(6, 10, 12, 0.5)", line: 3.6 } : null;
    const occluded = scene.occluded[i] === 1;
    const line = fine ? 1.8 : 1.4;
    return drawMask(pen, shape, view, { colour, fill: MASK_FILL, line, edge, ghost, occluded });
  }
  const bones = scene.skeletons.get(scene.labels[i] as string)?.edges;
  pen.setLineDash(
    ghost ? [...lookOf(scene.layers[i] as number).dash] : scene.occluded[i] === 1 ? [...OCCLUDED_DASH] : [],
  );
  if (fine) {
    // A dark edge under the line keeps any colour readable on any photograph.
    pen.strokeStyle = "rgba(6, 10, 12, 0.5)";
    pen.lineWidth = 3.6;
    strokeShape(pen, shape, view, bones);
  }
  pen.strokeStyle = colour;
  pen.lineWidth = fine ? 1.8 : 1.4;
  strokeShape(pen, shape, view, bones);
}

/** Fill an annotation's area; ghosts stay outlines, because nobody has said yet that they are there. */
function fillObject(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  i: number,
  view: View,
  opacity: number,
): void {
  const shape = scene.shapes[i] as Shape;
  if ((scene.scores[i] as number) >= 0 || shape.type === "polyline" || shape.type === "mask") return;
  pen.globalAlpha = opacity;
  pen.fillStyle = scene.colours[i] as string;
  pen.beginPath();
  traceShape(pen, shape, view);
  pen.fill();
  pen.globalAlpha = 1;
}

/** Stroke a shape with the pen's current style; boxes take the fast road. */
export function strokeShape(
  pen: CanvasRenderingContext2D,
  shape: Shape,
  view: View,
  bones?: SkeletonTemplate["edges"],
): void {
  if (shape.type === "box" && !shape.rotation) {
    const left = Math.round(shape.x * view.scale + view.x);
    const top = Math.round(shape.y * view.scale + view.y);
    const right = Math.round((shape.x + shape.width) * view.scale + view.x);
    const bottom = Math.round((shape.y + shape.height) * view.scale + view.y);
    pen.strokeRect(left, top, right - left, bottom - top);
    return;
  }
  pen.beginPath();
  if (shape.type === "skeleton" && bones) traceBones(pen, shape, bones, view);
  traceShape(pen, shape, view);
  pen.stroke();
}

/** Add a shape's outline to the pen's path, in screen pixels; fill it even-odd, so that holes stay open. */
export function traceShape(pen: CanvasRenderingContext2D, shape: Shape, view: View): void {
  switch (shape.type) {
    case "tag":
    case "mask":
    // What is drawn of a track is its shape at the frame.
    case "track":
      return;
    case "box":
      return tracePoints(pen, boxCorners(shape), view, true);
    case "ellipse": {
      const [x, y] = [shape.x * view.scale + view.x, shape.y * view.scale + view.y];
      const turn = ((shape.rotation ?? 0) * Math.PI) / 180;
      pen.moveTo(x + shape.rx * view.scale * Math.cos(turn), y + shape.rx * view.scale * Math.sin(turn));
      pen.ellipse(x, y, shape.rx * view.scale, shape.ry * view.scale, turn, 0, Math.PI * 2);
      return;
    }
    case "points":
      for (const [px, py] of shape.points) {
        const [x, y] = [px * view.scale + view.x, py * view.scale + view.y];
        pen.moveTo(x + 4, y);
        pen.arc(x, y, 4, 0, Math.PI * 2);
      }
      return;
    case "skeleton":
      return traceKeypoints(pen, shape, view);
    case "polygon":
      for (const ring of ringsOf(shape)) tracePoints(pen, ring, view, true);
      return;
    default:
      tracePoints(pen, shape.points, view, false);
  }
}

function tracePoints(
  pen: CanvasRenderingContext2D,
  points: readonly Point[],
  view: View,
  closed: boolean,
): void {
  points.forEach(([px, py], index) => {
    const [x, y] = [px * view.scale + view.x, py * view.scale + view.y];
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
  if (closed) pen.closePath();
}

function nameFits(scene: Scene, i: number, view: View, crowded: boolean): boolean {
  const width = (scene.bounds_xywh[i * 4 + 2] as number) * view.scale;
  const height = (scene.bounds_xywh[i * 4 + 3] as number) * view.scale;
  return crowded ? width > 90 && height > 40 : width > 34 && height > 20;
}

function drawNames(surface: Surface, scene: Scene, names: readonly number[], view: View): void {
  for (const i of names) {
    const score = scene.scores[i] as number;
    drawName(
      surface,
      nameOf(scene.labels[i] as string, score),
      scene.colours[i] as string,
      score >= 0,
      (scene.bounds_xywh[i * 4] as number) * view.scale + view.x,
      (scene.bounds_xywh[i * 4 + 1] as number) * view.scale + view.y,
      (scene.bounds_xywh[i * 4 + 2] as number) * view.scale,
    );
  }
}
