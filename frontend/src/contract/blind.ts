/** What two versions say of one frame: without telling who is who, or with what people say of it. */
import type { BlindCount, GateVerdict } from "./learning";
import type { BoxShape, TagShape } from "./shapes";

/** Its score is not read: how sure a version is could tell the two apart. */
export interface SaidShape {
  label: string;
  shape: BoxShape | TagShape;
}

/** One frame that a person compares; `number` counts the person's pairs from 1. */
export interface BlindPair {
  pair_id: string;
  frame_id: string;
  asset_id: string;
  width: number;
  height: number;
  a: SaidShape[];
  b: SaidShape[];
  number: number;
  total: number;
}

export interface BlindAnswer {
  pair: BlindPair | null;
  /** Why there is no pair. */
  reason: string | null;
  votes: BlindCount;
  wanted: number;
}

export type BlindChoice = "a" | "b" | "equal";

export interface Vote {
  pair_id: string;
  choice: BlindChoice;
}

export interface VoteAnswer {
  votes: BlindCount;
  wanted: number;
  verdict: GateVerdict | null;
}

/** A frame on which candidate and champion differ; `left_out` counts shapes that are not told. */
export interface DifferingFrame {
  frame_id: string;
  asset_id: string;
  width: number;
  height: number;
  candidate: SaidShape[];
  champion: SaidShape[];
  people: SaidShape[];
  left_out: number;
}
