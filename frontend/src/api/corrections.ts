/** Sends a batch of corrections about one frame; a conflict is an answer here, not an error. */
import type { Correction, CorrectionsAnswer } from "../contract/contract";
import { decodeCorrectionsAnswer } from "../contract/decode";
import { ApiError, request } from "./http";

export type SendCorrections = (
  frameId: string,
  corrections: readonly Correction[],
) => Promise<CorrectionsAnswer>;

export const sendCorrections: SendCorrections = async (frameId, corrections) => {
  const path = `/api/frames/${encodeURIComponent(frameId)}/corrections`;
  try {
    return await request(path, decodeCorrectionsAnswer, { method: "POST", json: { corrections } });
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return decodeCorrectionsAnswer(error.body, path);
    throw error;
  }
};
