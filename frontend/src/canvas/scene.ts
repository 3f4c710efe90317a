/** Everything there is to draw on a frame, packed for speed, with a spatial index for culling and hit tests. */
import Flatbush from "flatbush";
import type { Point, Shape } from "../contract/contract";
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
  readonly colours: ReadonlyMap<string, string>;
}

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
  readonly index: Flatbush | null;
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
  index: null,
  position: new Map(),
  ghostCount: 0,
  annotationCount: 0,
};

/** Pack a frame's visible objects: annotations first, ghosts over them. */
export function buildScene(frame: FrameState, options: SceneOptions): Scene {
  const ids: string[] = [];
  const shapes: Shape[] = [];
  const labels: string[] = [];
  const scores: number[] = [];
  const places: number[] = [];
  const layerOf = layersOf(frame.versions);
  let annotationCount = 0;
  if (options.annotationsShown) {
    for (const annotation of frame.annotations.values()) {
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
  const index = new Flatbush(count);
  const position = new Map<string, number>();
  const colours: string[] = [];
  for (let i = 0; i < count; i++) {
    const shape = shapes[i] as Shape;
    const bounds = shapeBounds(shape) ?? { x: 0, y: 0, width: 0, height: 0 };
    bounds_xywh.set([bounds.x, bounds.y, bounds.width, bounds.height], i * 4);
    upright[i] = shape.type === "box" && !shape.rotation ? 1 : 0;
    index.add(bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height);
    position.set(ids[i] as string, i);
    const colour = options.colours.get(labels[i] as string) ?? UNKNOWN_LABEL_COLOUR;
    colours.push(tinted(colour, lookOf(places[i] as number).tint));
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
    index,
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

/** Ids of the objects under a point, the smallest first. */
export function hitTest(scene: Scene, at: Point, tolerance: number): string[] {
  if (!scene.index) return [];
  const near = scene.index.search(at[0] - tolerance, at[1] - tolerance, at[0] + tolerance, at[1] + tolerance);
  return near
    .filter((i) => hitsShape(scene.shapes[i] as Shape, at, tolerance))
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
    const fits = x >= area.x && y >= area.y;
    return fits && x + (b[i * 4 + 2] as number) <= right && y + (b[i * 4 + 3] as number) <= bottom;
  });
  return inside.map((i) => scene.ids[i] as string);
}
