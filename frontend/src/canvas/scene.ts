/** Everything there is to draw on a frame, packed for speed, with a spatial index for culling and hit tests. */
import Flatbush from "flatbush";
import type { Point, Shape, SkeletonTemplate } from "../contract/contract";
import { inDrawingOrder } from "../model/drawingOrder";
import type { FrameState } from "../model/frameState";
import { type Bounds, hitsShape, shapeArea, shapeBounds } from "../model/geometry";
import { layersOf, lookOf, tinted } from "../model/ghostLayers";
import { isShown } from "../model/ghosts";
import { UNKNOWN_LABEL_COLOUR } from "../model/palette";

export interface SceneOptions {
  readonly threshold: number;
  readonly ghostsShown: boolean;
  readonly annotationsShown: boolean;
  readonly hiddenVersions?: ReadonlySet<string>;
  /** Model versions whose ghosts look as ghosts always do. */
  readonly mainVersions?: ReadonlySet<string>;
  readonly colours: ReadonlyMap<string, string>;
  /** Objects that this person hides from their own screen. */
  readonly outOfSight?: (id: string) => boolean;
  /** The colour of an object where it is not its label's. */
  readonly colourOf?: (id: string, label: string) => string;
  /** Nothing is drawn for now. */
  readonly hidden?: boolean;
  readonly skeletons: Skeletons;
}

/** What the skeletons of each label are made of. */
export type Skeletons = ReadonlyMap<string, SkeletonTemplate>;

export interface Scene {
  readonly ids: readonly string[];
  readonly shapes: readonly Shape[];
  readonly labels: readonly string[];
  readonly colours: readonly string[];
  /** Score of a ghost, -1 for an annotation. */
  readonly scores: Float32Array;
  /** Which model version's layer a ghost belongs to, 0 for the first and for annotations. */
  readonly layers: Uint8Array;
  /** x, y, width, height of each object in image pixels. */
  readonly bounds_xywh: Float64Array;
  /** 1 where the object is an upright box. */
  readonly upright: Uint8Array;
  /** 1 where the object is occluded by something else in the picture. */
  readonly occluded: Uint8Array;
  readonly index: Flatbush | null;
  readonly skeletons: Skeletons;
  /** Positions of the tags, which are about the whole frame. */
  readonly tags: readonly number[];
  readonly position: ReadonlyMap<string, number>;
  readonly ghostCount: number;
  readonly annotationCount: number;
}

export const EMPTY_SCENE: Scene = {
  ids: [],
  shapes: [],
  labels: [],
  colours: [],
  scores: new Float32Array(0),
  layers: new Uint8Array(0),
  bounds_xywh: new Float64Array(0),
  upright: new Uint8Array(0),
  occluded: new Uint8Array(0),
  index: null,
  skeletons: new Map(),
  tags: [],
  position: new Map(),
  ghostCount: 0,
  annotationCount: 0,
};

/** Pack a frame's visible objects: annotations in their order of depth, ghosts over them. */
export function buildScene(frame: FrameState, options: SceneOptions): Scene {
  if (options.hidden) return EMPTY_SCENE;
  const ids: string[] = [];
  const shapes: Shape[] = [];
  const labels: string[] = [];
  const scores: number[] = [];
  const hidden: number[] = [];
  const places: number[] = [];
  const layerOf = layersOf(frame.versions, options.mainVersions);
  let annotationCount = 0;
  if (options.annotationsShown) {
    for (const annotation of inDrawingOrder(frame.annotations.values())) {
      if (options.outOfSight?.(annotation.id)) continue;
      if (annotation.occluded) hidden.push(ids.length);
      ids.push(annotation.id);
      shapes.push(annotation.shape);
      labels.push(annotation.label);
      scores.push(-1);
      places.push(0);
      annotationCount += 1;
    }
  }
  let ghostCount = 0;
  if (options.ghostsShown) {
    for (const ghost of frame.predictions.values()) {
      if (!isShown(ghost.score, options.threshold)) continue;
      if (options.hiddenVersions?.has(ghost.model_version_id)) continue;
      places.push(layerOf.get(ghost.model_version_id) ?? 0);
      ids.push(ghost.id);
      shapes.push(ghost.shape);
      labels.push(ghost.label);
      scores.push(ghost.score);
      ghostCount += 1;
    }
  }
  const count = ids.length;
  if (count === 0) return EMPTY_SCENE;
  const bounds_xywh = new Float64Array(count * 4);
  const upright = new Uint8Array(count);
  const occluded = new Uint8Array(count);
  for (const i of hidden) occluded[i] = 1;
  const index = new Flatbush(count);
  const position = new Map<string, number>();
  const colours: string[] = [];
  const tags: number[] = [];
  for (let i = 0; i < count; i++) {
    const shape = shapes[i] as Shape;
    if (shape.type === "tag") tags.push(i);
    const bounds = shapeBounds(shape) ?? { x: 0, y: 0, width: 0, height: 0 };
    bounds_xywh.set([bounds.x, bounds.y, bounds.width, bounds.height], i * 4);
    upright[i] = shape.type === "box" && !shape.rotation ? 1 : 0;
    index.add(bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height);
    position.set(ids[i] as string, i);
    const label = labels[i] as string;
    const own =
      options.colourOf?.(ids[i] as string, label) ?? options.colours.get(label) ?? UNKNOWN_LABEL_COLOUR;
    colours.push(tinted(own, lookOf(places[i] as number).tint));
  }
  index.finish();
  const packed = Float32Array.from(scores);
  return {
    ids,
    shapes,
    labels,
    colours,
    scores: packed,
    layers: Uint8Array.from(places),
    bounds_xywh,
    upright,
    occluded,
    index,
    skeletons: options.skeletons,
    tags,
    position,
    ghostCount,
    annotationCount,
  };
}

/** Positions of the objects that the visible part of the image touches, in drawing order. */
export function inView(
  scene: Scene,
  view: Bounds,
  frame: { width: number; height: number },
): number[] | null {
  if (!scene.index) return [];
  const whole =
    view.x <= 0 && view.y <= 0 && view.x + view.width >= frame.width && view.y + view.height >= frame.height;
  if (whole) return null;
  return scene.index.search(view.x, view.y, view.x + view.width, view.y + view.height).sort((a, b) => a - b);
}

/** Points are taken from further away than outlines, so the search reaches further too. */
const POINT_REACH = 1.5;

function around(index: Flatbush, [x, y]: Point, reach: number): number[] {
  return index.search(x - reach, y - reach, x + reach, y + reach);
}

/** Shapes near a point, except those of some objects. */
export function neighbours(scene: Scene, at: Point, reach: number, except: ReadonlySet<string>): Shape[] {
  if (!scene.index) return [];
  return around(scene.index, at, reach)
    .filter((i) => !except.has(scene.ids[i] as string))
    .map((i) => scene.shapes[i] as Shape);
}

/** Ids of the objects under a point, the smallest first. */
export function hitTest(scene: Scene, at: Point, tolerance: number): string[] {
  if (!scene.index) return [];
  return around(scene.index, at, tolerance * POINT_REACH)
    .filter((i) =>
      hitsShape(
        scene.shapes[i] as Shape,
        at,
        tolerance,
        scene.skeletons.get(scene.labels[i] as string)?.edges,
      ),
    )
    .sort((a, b) => shapeArea(scene.shapes[a] as Shape) - shapeArea(scene.shapes[b] as Shape))
    .map((i) => scene.ids[i] as string);
}

/** Ids of the objects that lie wholly inside a rectangle of the image. */
export function within(scene: Scene, area: Bounds): string[] {
  if (!scene.index) return [];
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  const inside = scene.index.search(area.x, area.y, right, bottom, (i) => {
    const b = scene.bounds_xywh;
    const x = b[i * 4] as number;
    const y = b[i * 4 + 1] as number;
    if (!shapeBounds(scene.shapes[i] as Shape)) return false;
    const fits = x >= area.x && y >= area.y;
    return fits && x + (b[i * 4 + 2] as number) <= right && y + (b[i * 4 + 3] as number) <= bottom;
  });
  return inside.map((i) => scene.ids[i] as string);
}
