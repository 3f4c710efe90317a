/** Pictures that are nearly the same. */
import type { Actor, Asset } from "./contract";

export interface DuplicateGroup {
  id: string;
  /** The one worth keeping: worked on, or the largest. */
  best: string;
  assets: Asset[];
  /** Who has worked on which of them. */
  people: Record<string, Actor[]>;
}

export interface DuplicateCounts {
  groups: number;
  /** Those in which something can be skipped. */
  open: number;
}

/** What became of pictures: `left` are those that people have worked on. */
export interface Skipped {
  changed: string[];
  left: string[];
}
