/** Several model versions on one frame: which ghosts a run replaces, and what tells the versions apart. */
import type { ModelVersionShort, Prediction, Region, Shape } from "../contract/contract";
import { shapeBounds } from "./geometry";

/** Whether what a version said stands no longer once it has spoken again about a region, or about all. */
export function isReplaced(ghost: Prediction, versionId: string | undefined, region: Region | null): boolean {
  if (ghost.model_version_id !== versionId) return false;
  return region === null || covers(region, ghost.shape);
}

function covers(region: Region, shape: Shape): boolean {
  const bounds = shapeBounds(shape);
  // A tag is about the whole frame: its version's latest word counts.
  if (!bounds) return true;
  const x = bounds.x + bounds.width / 2;
  const y = bounds.y + bounds.height / 2;
  return x >= region.x && x <= region.x + region.width && y >= region.y && y <= region.y + region.height;
}

/** How a version's ghosts look: the first as ghosts always do, the others ever paler and in another rhythm. */
export interface LayerLook {
  readonly dash: readonly number[];
  /** How far the label's colour is drawn towards white. */
  readonly tint: number;
}

export const LAYER_LOOKS: readonly LayerLook[] = [
  { dash: [6, 4], tint: 0 },
  { dash: [2, 3], tint: 0.5 },
  { dash: [11, 3, 2, 3], tint: 0.25 },
];

export function lookOf(layer: number): LayerLook {
  return LAYER_LOOKS[layer % LAYER_LOOKS.length] as LayerLook;
}

/** A colour #rrggbb drawn towards white. */
export function tinted(colour: string, share: number): string {
  if (share === 0 || !/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const channels = [1, 3, 5].map((from) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16);
    return Math.round(value + (255 - value) * share)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

/** Each version's place among those that have spoken. */
export function layersOf(versions: readonly ModelVersionShort[]): ReadonlyMap<string, number> {
  return new Map(versions.map((version, place) => [version.id, place]));
}

/** The task of versions that answer prompts and never predict by themselves. */
export const PROMPT_TASK = "segmentation prompt";
