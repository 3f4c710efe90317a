/** Several model versions on one frame: which ghosts a run replaces, and what tells the versions apart. */
import Flatbush from "flatbush";
import type { ModelVersionShort, Prediction, Region, Shape } from "../contract/contract";
import type { FrameState } from "./frameState";
import { type Bounds, shapeBounds } from "./geometry";
import { overlapOf } from "./work/compareSets";

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

const NONE: ReadonlySet<string> = new Set();

/** Each version's place among those that have spoken; those whose ghosts are the frame's come first. */
export function layersOf(
  versions: readonly ModelVersionShort[],
  main: ReadonlySet<string> = NONE,
): ReadonlyMap<string, number> {
  const first = versions.some(({ id }) => main.has(id)) ? 1 : 0;
  const others = versions
    .filter(({ id }) => !main.has(id))
    .map(({ id }, place) => [id, place + first] as const);
  return new Map([...versions.filter(({ id }) => main.has(id)).map(({ id }) => [id, 0] as const), ...others]);
}

/** The version whose ghosts are the frame's: the champion of when people first touched it, else the present
 * one, else who spoke last. What others said stands beside them, to be compared.
 */
export function mainVersion(state: FrameState, championId: string | null): string | null {
  const spoke = (id: string | null) => id !== null && state.versions.some((version) => version.id === id);
  if (spoke(state.pinned)) return state.pinned;
  if (spoke(championId)) return championId;
  return state.modelVersion?.id ?? null;
}

export interface Layers {
  readonly main: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
}

/** Which versions' ghosts are shown of a frame, or of a frame and the reel of its video.
 *
 * `choices` holds what a person switched on and off; the rest follows who predicts.
 */
export function layersShown(
  parts: readonly FrameState[],
  championId: string | null,
  choices: ReadonlyMap<string, boolean>,
): Layers {
  const main = new Set(parts.flatMap((part) => mainVersion(part, championId) ?? []));
  const spoken = parts.flatMap((part) => part.versions.map(({ id }) => id));
  const off = [...choices].flatMap(([id, shown]) => (shown ? [] : [id]));
  return { main, hidden: new Set([...spoken.filter((id) => !(choices.get(id) ?? main.has(id))), ...off]) };
}

/** The undecided ghosts of the frame's own version. */
export function mainGhosts(state: FrameState, championId: string | null): Prediction[] {
  const main = mainVersion(state, championId);
  return [...state.predictions.values()].filter((ghost) => main === null || ghost.model_version_id === main);
}

/** From this overlap on, what two versions show under one label is taken for the same object. */
const SAME_OBJECT = 0.5;

/** Without what another version says of the same object, so that taking them all draws nothing twice.
 *
 * Of several the frame's own version stands, else the surer one.
 */
export function saidOnce(ghosts: readonly Prediction[], main: ReadonlySet<string> = NONE): Prediction[] {
  const first = ghosts[0]?.model_version_id;
  if (ghosts.every((ghost) => ghost.model_version_id === first)) return [...ghosts];
  const rank = (ghost: Prediction) => (main.has(ghost.model_version_id) ? 0 : 1);
  const ordered = [...ghosts].sort((a, b) => rank(a) - rank(b) || b.score - a.score);
  const index = new Flatbush(ordered.length);
  const bounds = ordered.map(({ shape }) => shapeBounds(shape) ?? { x: 0, y: 0, width: 0, height: 0 });
  for (const { x, y, width, height } of bounds) index.add(x, y, x + width, y + height);
  index.finish();
  const stays = new Set<Prediction>();
  ordered.forEach((ghost, place) => {
    const { x, y, width, height } = bounds[place] as Bounds;
    const said = index.search(x, y, x + width, y + height, (near) => {
      const other = ordered[near] as Prediction;
      return (
        stays.has(other) &&
        other.label === ghost.label &&
        other.model_version_id !== ghost.model_version_id &&
        overlapOf(other.shape, ghost.shape) >= SAME_OBJECT
      );
    });
    if (said.length === 0) stays.add(ghost);
  });
  return ghosts.filter((ghost) => stays.has(ghost));
}

/** The task of versions that answer prompts and never predict by themselves. */
export const PROMPT_TASK = "segmentation prompt";
