/** The calls about look-alikes: which predictions look like one, answering them together, taking that back. */
import { decodeGroupResults, decodeLookAlikes } from "../contract/decodeSimilar";
import type { AnswersTogether, GroupResult, LookAlikes } from "../contract/similar";
import { request } from "./http";

const enc = encodeURIComponent;
/** As many are shown at once. */
export const MOST_ALIKE = 60;

/** What looks like the prediction that one's own correction found wrong. */
export const fetchLikeMistake = (frameId: string, mutationId: string): Promise<LookAlikes> =>
  request(
    `/api/frames/${enc(frameId)}/similar?correction=${enc(mutationId)}&limit=${MOST_ALIKE}`,
    decodeLookAlikes,
  );

/** What looks like a prediction. */
export const fetchLike = (predictionId: string): Promise<LookAlikes> =>
  request(`/api/predictions/${enc(predictionId)}/similar?limit=${MOST_ALIKE}`, decodeLookAlikes);

export const answerTogether = (projectId: string, json: AnswersTogether): Promise<GroupResult[]> =>
  request(`/api/projects/${enc(projectId)}/answers`, decodeGroupResults, { method: "POST", json });

export const undoTogether = (projectId: string, group: string): Promise<GroupResult[]> =>
  request(`/api/projects/${enc(projectId)}/answers/${enc(group)}/undo`, decodeGroupResults, {
    method: "POST",
  });
