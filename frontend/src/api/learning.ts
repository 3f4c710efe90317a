/** The calls of the loop: the learning page, trainings, comparisons at the gate, promotions. */
import type { BlindAnswer, DifferingFrame, Vote, VoteAnswer } from "../contract/blind";
import type { ModelVersion, TrainingTrigger } from "../contract/contract";
import { decodeModelVersion, decodePage } from "../contract/decode";
import { decodeBlindAnswer, decodeDifferences, decodeVoteAnswer } from "../contract/decodeBlind";
import {
  decodeEvaluation,
  decodeLearning,
  decodeLog,
  decodePromotion,
  decodeTrainer,
  decodeTraining,
  decodeTrainingDetail,
  decodeTrainingPlan,
} from "../contract/decodeLearning";
import type {
  CurvePoint,
  Evaluation,
  Learning,
  Promotion,
  Trainer,
  Training,
  TrainingLine,
  TrainingPlan,
} from "../contract/learning";
import { Reader } from "../contract/reader";
import { request } from "./http";
import type { Page } from "./portal";

const enc = encodeURIComponent;

export const fetchLearning = (projectId: string, days: number): Promise<Learning> =>
  request(`/api/projects/${enc(projectId)}/learning?days=${days}`, decodeLearning);

/** Where a list goes on: behind the last page read. */
export type After = string | null | undefined;

const onward = (limit: number, after: After): string =>
  after ? `limit=${limit}&after=${enc(after)}` : `limit=${limit}`;

export const fetchTrainings = (projectId: string, after?: After): Promise<Page<Training>> =>
  request(
    `/api/projects/${enc(projectId)}/trainings?${onward(20, after)}`,
    decodePage("trainings", decodeTraining),
  );

export interface TrainingWish {
  trainer?: string;
  minutes?: number;
}

export const planTraining = (projectId: string, wish: TrainingWish): Promise<TrainingPlan> =>
  request(`/api/projects/${enc(projectId)}/trainings`, decodeTrainingPlan, {
    method: "POST",
    json: { ...wish, dry_run: true },
  });

export const startTraining = (projectId: string, wish: TrainingWish): Promise<Training> =>
  request(`/api/projects/${enc(projectId)}/trainings`, decodeTraining, { method: "POST", json: wish });

export const cancelTraining = (id: string): Promise<Training> =>
  request(`/api/trainings/${enc(id)}/cancel`, decodeTraining, { method: "POST" });

export const fetchTraining = (id: string): Promise<{ training: Training; points: CurvePoint[] }> =>
  request(`/api/trainings/${enc(id)}`, decodeTrainingDetail);

export const fetchLog = (
  id: string,
  after: number,
): Promise<{ lines: TrainingLine[]; next: number | null }> =>
  request(`/api/trainings/${enc(id)}/log?after=${after}`, decodeLog);

/** When a proposed policy would have begun trainings. */
export const previewTriggers = (
  projectId: string,
  policy: Omit<TrainingTrigger, "next_run" | "last_run">,
): Promise<{ count: number; days: number }> => {
  const given = Object.entries(policy).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${enc(String(value))}`],
  );
  return request(`/api/projects/${enc(projectId)}/triggers/preview?${given.join("&")}`, (value, path) => {
    const r = new Reader(value, path);
    return { count: r.number("count"), days: r.number("days") };
  });
};

export const fetchTrainers = (): Promise<Page<Trainer>> =>
  request("/api/trainers", decodePage("trainers", decodeTrainer));

export const fetchEvaluations = (projectId: string, after?: After): Promise<Page<Evaluation>> =>
  request(
    `/api/projects/${enc(projectId)}/evaluations?${onward(30, after)}`,
    decodePage("evaluations", decodeEvaluation),
  );

export const startEvaluation = (projectId: string, candidateId: string): Promise<Evaluation> =>
  request(`/api/projects/${enc(projectId)}/evaluations`, decodeEvaluation, {
    method: "POST",
    json: { candidate_id: candidateId },
  });

export const acceptEvaluation = (id: string, reason: string): Promise<Evaluation> =>
  request(`/api/evaluations/${enc(id)}/accept`, decodeEvaluation, {
    method: "POST",
    json: reason ? { reason } : {},
  });

export const fetchEvaluation = (id: string): Promise<Evaluation> =>
  request(`/api/evaluations/${enc(id)}`, decodeEvaluation);

export const fetchDifferences = (id: string): Promise<DifferingFrame[]> =>
  request(`/api/evaluations/${enc(id)}/differences`, decodeDifferences);

/** What the person compares next: the same until it voted on it. */
export const fetchBlindPair = (id: string): Promise<BlindAnswer> =>
  request(`/api/evaluations/${enc(id)}/blind`, decodeBlindAnswer);

export const sendVote = (id: string, vote: Vote): Promise<VoteAnswer> =>
  request(`/api/evaluations/${enc(id)}/blind`, decodeVoteAnswer, { method: "POST", json: vote });

export const fetchPromotions = (projectId: string, after?: After): Promise<Page<Promotion>> =>
  request(
    `/api/projects/${enc(projectId)}/promotions?${onward(30, after)}`,
    decodePage("promotions", decodePromotion),
  );

export const rollBack = (projectId: string, seenChampionId: string | null): Promise<ModelVersion> =>
  request(`/api/projects/${enc(projectId)}/rollback`, decodeModelVersion, {
    method: "POST",
    json: seenChampionId ? { expected_champion_id: seenChampionId } : {},
  });
