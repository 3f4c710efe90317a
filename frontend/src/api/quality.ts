/** The calls of quality: figures, panels and their consensus, known truth. */
import { decodePage } from "../contract/decode";
import {
  decodeConsensus,
  decodePanel,
  decodeQuality,
  decodeTruth,
  decodeUnmerged,
} from "../contract/decodeQuality";
import type { Consensus, Panel, Quality, Truth } from "../contract/quality";
import { ignoreAnswer, request } from "./http";
import type { Page } from "./portal";

const enc = encodeURIComponent;

export const fetchQuality = (projectId: string): Promise<Quality> =>
  request(`/api/projects/${enc(projectId)}/quality`, decodeQuality);

/** What is shown of the panels: by what is left to do. */
export type PanelFilter = "disputed" | "agreed" | "open" | "merged";

const FILTERS: Readonly<Record<PanelFilter, string>> = {
  disputed: "status=answered&route=disputed",
  agreed: "status=answered&route=agreed",
  open: "status=open",
  merged: "status=merged",
};

export const fetchPanels = (
  projectId: string,
  filter: PanelFilter,
  after: string | null,
): Promise<Page<Panel>> =>
  request(
    `/api/projects/${enc(projectId)}/panels?${FILTERS[filter]}&limit=30${after ? `&after=${enc(after)}` : ""}`,
    decodePage("panels", decodePanel),
  );

export const fetchConsensus = (frameId: string, modelVotes: boolean | null): Promise<Consensus> =>
  request(
    `/api/frames/${enc(frameId)}/consensus${modelVotes === null ? "" : `?model_votes=${modelVotes}`}`,
    decodeConsensus,
  );

export interface Choice {
  number: number;
  voter_id: string | null;
}

export const mergeConsensus = (
  frameId: string,
  choices: readonly Choice[],
  modelVotes: boolean,
): Promise<Panel> =>
  request(`/api/frames/${enc(frameId)}/consensus/merge`, decodePanel, {
    method: "POST",
    json: { choices, model_votes: modelVotes },
  });

export const undoConsensus = (frameId: string): Promise<{ panel: Panel; kept: number }> =>
  request(`/api/frames/${enc(frameId)}/consensus/undo`, decodeUnmerged, { method: "POST" });

export const fetchTruths = (projectId: string, after: string | null): Promise<Page<Truth>> =>
  request(
    `/api/projects/${enc(projectId)}/truths?limit=50${after ? `&after=${enc(after)}` : ""}`,
    decodePage("truths", decodeTruth),
  );

export const markTruth = (frameId: string): Promise<Truth> =>
  request(`/api/frames/${enc(frameId)}/truth`, decodeTruth, { method: "PUT" });

export const unmarkTruth = (frameId: string): Promise<null> =>
  request(`/api/frames/${enc(frameId)}/truth`, ignoreAnswer, { method: "DELETE" });
