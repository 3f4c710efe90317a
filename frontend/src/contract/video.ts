/** What the portal says of a video: its frames' times, what was made of them, and the machine's continuations. */
import type { JobStatus } from "./contract";
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
  sprite: Sprite | null;
}

export type Direction = "forward" | "backward";

/** The machine goes on with a track: what it found so far, until a person takes it over. */
export interface Propagation {
  id: string;
  asset_id: string;
  annotation_id: string;
  first: number;
  last: number;
  direction: Direction;
  status: JobStatus;
  /** The frame it has come to. */
  reached: number;
  keyframes: readonly Keyframe[];
  reason: string | null;
}
