/** One function per call of the portal's HTTP contract. */
import type {
  Annotation,
  Asset,
  Export,
  FrameContents,
  Job,
  Label,
  Me,
  ModelVersion,
  Project,
  Snapshot,
  Triggers,
  Verdict,
  VideoPolicy,
} from "../contract/contract";
import {
  decodeAnnotation,
  decodeAsset,
  decodeExport,
  decodeFrameContents,
  decodeJob,
  decodeMe,
  decodeModelVersion,
  decodePage,
  decodeProject,
  decodeSnapshot,
} from "../contract/decode";
import { decodeHistory } from "../contract/decodeHistory";
import { decodeReviewed } from "../contract/decodeQuality";
import type { History } from "../contract/history";
import type {
  GatePolicy,
  QualityPolicy,
  QueuePolicy,
  ReviewPolicy,
  RulesPolicy,
  TrainingPolicy,
} from "../contract/policies";
import type { Reviewed } from "../contract/quality";
import { ignoreAnswer, request } from "./http";

export interface Page<T> {
  items: T[];
  next: string | null;
}

export const enc = encodeURIComponent;

export function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  if (given.length === 0) return "";
  return `?${given.map(([name, value]) => `${name}=${enc(String(value))}`).join("&")}`;
}

export const fetchMe = (): Promise<Me> => request("/api/me", decodeMe, { quiet401: true });

export const signIn = (username: string, password: string, code: string | null): Promise<Me> =>
  request("/api/session", decodeMe, {
    method: "POST",
    json: { username, password, ...(code === null ? {} : { code }) },
    quiet401: true,
  });

export const signOut = (): Promise<null> => request("/api/session", ignoreAnswer, { method: "DELETE" });

export const fetchProjects = (after?: string | null): Promise<Page<Project>> =>
  request(`/api/projects${query({ after })}`, decodePage("projects", decodeProject));

export const createProject = (
  name: string,
  labels: readonly { name: string; color?: string }[],
): Promise<Project> => request("/api/projects", decodeProject, { method: "POST", json: { name, labels } });

export const fetchProject = (id: string): Promise<Project> =>
  request(`/api/projects/${enc(id)}`, decodeProject);

export interface ProjectChange {
  name?: string;
  labels?: readonly Label[];
  threshold?: number;
  triggers?: {
    export?: Partial<Omit<Triggers["export"], "next_run" | "last_run">>;
    training?: Omit<Triggers["training"], "next_run" | "last_run">;
  };
  video?: VideoPolicy;
  training?: TrainingPolicy;
  gate?: GatePolicy;
  queue?: QueuePolicy;
  review?: ReviewPolicy;
  quality?: QualityPolicy;
  rules?: RulesPolicy;
  label_map?: Readonly<Record<string, string | null>>;
}

export const changeProject = (id: string, change: ProjectChange): Promise<Project> =>
  request(`/api/projects/${enc(id)}`, decodeProject, { method: "PATCH", json: change });

export const fetchAssets = (
  projectId: string,
  options: { after?: string | null; limit?: number; status?: string | null } = {},
): Promise<Page<Asset>> =>
  request(`/api/projects/${enc(projectId)}/assets${query(options)}`, decodePage("assets", decodeAsset));

export const fetchAsset = (id: string): Promise<Asset> => request(`/api/assets/${enc(id)}`, decodeAsset);

export const retryAsset = (id: string): Promise<Asset> =>
  request(`/api/assets/${enc(id)}/retry`, decodeAsset, { method: "POST" });

export const fetchFrame = (id: string, signal?: AbortSignal): Promise<FrameContents> =>
  request(`/api/frames/${enc(id)}`, decodeFrameContents, signal ? { signal } : {});

/** What a removed object was, so that it can be found and brought back. */
export const fetchRemoved = (id: string, after?: string | null): Promise<Page<Annotation>> =>
  request(
    `/api/frames/${enc(id)}/annotations${query({ removed: "true", after })}`,
    decodePage("annotations", decodeAnnotation),
  );

export const fetchHistory = (
  frameId: string,
  annotationId: string,
  after?: string | null,
): Promise<History> =>
  request(
    `/api/frames/${enc(frameId)}/annotations/${enc(annotationId)}/history${query({ after })}`,
    decodeHistory,
  );

export const reviewFrame = (id: string, verdict: Verdict, comment?: string): Promise<Reviewed> =>
  request(`/api/frames/${enc(id)}/reviews`, decodeReviewed, {
    method: "POST",
    json: comment ? { verdict, comment } : { verdict },
  });

export const fetchSnapshots = (projectId: string): Promise<Page<Snapshot>> =>
  request(`/api/projects/${enc(projectId)}/snapshots`, decodePage("snapshots", decodeSnapshot));

export const freezeSnapshot = (projectId: string, name: string): Promise<Snapshot> =>
  request(`/api/projects/${enc(projectId)}/snapshots`, decodeSnapshot, {
    method: "POST",
    json: name ? { name } : {},
  });

export const startExport = (
  snapshotId: string,
  format: string,
  includeImages: boolean,
  interpolated: boolean,
): Promise<Export> =>
  request(`/api/snapshots/${enc(snapshotId)}/exports`, decodeExport, {
    method: "POST",
    json: { format, include_images: includeImages, interpolated },
  });

export const fetchExports = (projectId: string): Promise<Page<Export>> =>
  request(`/api/projects/${enc(projectId)}/exports`, decodePage("exports", decodeExport));

export const fetchJobs = (projectId: string, limit = 100): Promise<Page<Job>> =>
  request(`/api/projects/${enc(projectId)}/jobs${query({ limit })}`, decodePage("jobs", decodeJob));

export const retryJob = (id: string): Promise<Job> =>
  request(`/api/jobs/${enc(id)}/retry`, decodeJob, { method: "POST" });

export const cancelJob = (id: string): Promise<Job> =>
  request(`/api/jobs/${enc(id)}/cancel`, decodeJob, { method: "POST" });

export const fetchModelVersions = (projectId: string, after?: string | null): Promise<Page<ModelVersion>> =>
  request(
    `/api/projects/${enc(projectId)}/model-versions${query({ limit: 50, after })}`,
    decodePage("model_versions", decodeModelVersion),
  );

/** Add a version; models in two files have a decoder beside the model. */
export const registerModelVersion = (
  projectId: string,
  model: File,
  manifest: File,
  decoder: File | null,
): Promise<ModelVersion> => {
  const form = new FormData();
  form.append("model", model);
  form.append("manifest", manifest);
  if (decoder) form.append("decoder", decoder);
  return request(`/api/projects/${enc(projectId)}/model-versions`, decodeModelVersion, {
    method: "POST",
    form,
  });
};

/** Why a version is promoted, and whose place it takes: refused when another one predicts by then. */
export interface PromotionWish {
  reason?: string;
  expected_champion_id?: string;
}

/** Let a version predict in a project; one that every project may use has to be told which. */
export const promoteModelVersion = (
  id: string,
  projectId: string,
  wish: PromotionWish = {},
): Promise<ModelVersion> =>
  request(`/api/model-versions/${enc(id)}/promote`, decodeModelVersion, {
    method: "POST",
    json: { project_id: projectId, ...wish },
  });
