/** The calls of the queue: the next frame, keeping it, giving it back. */
import { decodeLease, decodeNextFrame } from "../contract/decodeQueue";
import type { Lease, NextFrame } from "../contract/queue";
import { ignoreAnswer, request } from "./http";

const enc = encodeURIComponent;

/** Be handed the next frame; `after` is the one that one has now. */
export const takeNextFrame = (projectId: string, after: string | null): Promise<NextFrame> =>
  request(`/api/projects/${enc(projectId)}/queue/next`, decodeNextFrame, {
    method: "POST",
    json: after ? { after } : {},
  });

/** Take the frame that one works on, or keep it for longer. */
export const keepFrame = (frameId: string): Promise<Lease> =>
  request(`/api/frames/${enc(frameId)}/lease`, decodeLease, { method: "POST" });

/** Let others have a frame; it arrives even when the page is closed meanwhile. */
export const giveFrameBack = (frameId: string): Promise<null> =>
  request(`/api/frames/${enc(frameId)}/lease`, ignoreAnswer, { method: "DELETE", keepalive: true });
