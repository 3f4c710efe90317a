/** Asks models on demand: for the object that is pointed at, and for predictions of one frame now. */
import type { Job, PromptAnswer, PromptRequest, Region } from "../contract/contract";
import { decodeJob } from "../contract/decode";
import { decodePromptAnswer } from "../contract/decodePrompt";
import { ApiError, request } from "./http";

const enc = encodeURIComponent;

/** A person waits at the picture: a longer pause is theirs to decide on. */
const LONGEST_PAUSE_MS = 5_000;

/** Ask for the object that is pointed at; sent away by others' prompts, ask once more when the portal says. */
export async function askPrompt(
  frameId: string,
  prompt: PromptRequest,
  signal: AbortSignal,
): Promise<PromptAnswer> {
  const ask = () =>
    request(`/api/frames/${enc(frameId)}/prompts`, decodePromptAnswer, {
      method: "POST",
      json: prompt,
      signal,
    });
  try {
    return await ask();
  } catch (error) {
    const pause = error instanceof ApiError && error.status === 429 ? error.retryAfterMs : null;
    if (pause === null || pause > LONGEST_PAUSE_MS) throw error;
    await passed(pause, signal);
    return ask();
  }
}

function passed(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
}

export const startPrediction = (frameId: string, versionId: string, region: Region | null): Promise<Job> =>
  request(`/api/frames/${enc(frameId)}/predictions`, decodeJob, {
    method: "POST",
    json: { model_version_id: versionId, ...(region ? { region } : {}) },
  });
