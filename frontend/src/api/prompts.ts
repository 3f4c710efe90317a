/** Asks models on demand: for the object that is pointed at, and for predictions of one frame now. */
import type { Job, PromptAnswer, PromptRequest, Region } from "../contract/contract";
import { decodeJob } from "../contract/decode";
import { decodePromptAnswer } from "../contract/decodePrompt";
import { request } from "./http";

const enc = encodeURIComponent;

export const askPrompt = (
  frameId: string,
  prompt: PromptRequest,
  signal: AbortSignal,
): Promise<PromptAnswer> =>
  request(`/api/frames/${enc(frameId)}/prompts`, decodePromptAnswer, {
    method: "POST",
    json: prompt,
    signal,
  });

export const startPrediction = (frameId: string, versionId: string, region: Region | null): Promise<Job> =>
  request(`/api/frames/${enc(frameId)}/predictions`, decodeJob, {
    method: "POST",
    json: { model_version_id: versionId, ...(region ? { region } : {}) },
  });
