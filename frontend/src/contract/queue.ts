/** What the queue hands out: a frame with its reason, and for how long it is somebody's. */
import type { Actor, Frame } from "./contract";

export interface Lease {
  frame_id: string;
  holder: Actor;
  until: string;
}

/** The next frame and why it is; or none, and why not. */
export interface NextFrame {
  frame: Frame | null;
  lease: Lease | null;
  reason: string;
  /** One answers it alone: what is known of it must be read anew. */
  independent: boolean;
}
