/** What the portal says of a video: its frames' times, what was made of them, and the machine's continuations. */
import type { Actor } from "./contract";
import type { Keyframe } from "./shapes";

/** Small pictures of some frames on one sheet, left to right, then down. */
export interface Sprite {
  url: string;
  tile_width: number;
  tile_height: number;
  columns: number;
  /** The frame of each picture, ascending. */
  indices: readonly number[];
}

export interface VideoFacts {
  asset_id: string;
  reel_id: string;
  width: number;
  height: number;
  frame_count: number;
  /** Frames per second, on the average. */
  rate: number;
  duration_seconds: number;
  /** Seconds of a tick, as a fraction. */
  time_base: readonly [number, number];
  /** Ticks from each frame to the next, and how often in a row. */
  steps: readonly (readonly [number, number])[];
  keys: readonly number[];
  /** Frames at which a new scene begins. */
  scenes: readonly number[];
  /** How many key frames are extracted. */
  extracted: number;
  /** Frames with predictions, and how many. */
  predicted: readonly (readonly [number, number])[];
  /** Frames that hold objects of their own, beside the tracks, and how many. */
  annotated: readonly (readonly [number, number])[];
  sprite: Sprite | null;
}

export type Direction = "forward" | "backward";

export type PropagationStatus = "queued" | "running" | "finished" | "failed" | "cancelled";

/** The machine goes on with a track, without what it found. */
export interface PropagationShort {
  id: string;
  asset_id: string;
  annotation_id: string;
  first: number;
  last: number;
  direction: Direction;
  status: PropagationStatus;
  /** Counts how often a correction began it anew. */
  run: number;
  /** The frame it has come to: what it said beyond that is void. */
  reached: number;
  /** Frames on its way at which people set keyframes: it takes each up, and finds nothing there itself. */
  anchors: readonly number[];
  /** Why it ended, or what went on after a gap; null when all is well. */
  reason: string | null;
  /** Whether a person took over some of what it found. */
  taken: boolean;
  actor: Actor | null;
}

/** What the machine found so far, in the order of the frames, until a person takes it over. */
export interface Propagation extends PropagationShort {
  keyframes: readonly Keyframe[];
}
