/** The calls of review and work: stages, the review queue, issues, given work, notifications. */
import { decodePage } from "../contract/decode";
import {
  decodeAssigned,
  decodeBatch,
  decodeFrameWork,
  decodeIssue,
  decodeIssuePage,
  decodeIssues,
  decodeMyWork,
  decodeNextReview,
  decodeNotificationPage,
  decodeReadAnswer,
  decodeVersions,
  decodeWorkEverywhere,
  decodeWorkPage,
} from "../contract/decodeWork";
import type {
  Assigned,
  Assignment,
  Batch,
  FrameWork,
  Given,
  Issue,
  MyWork,
  NewIssue,
  NextReview,
  NotificationPage,
  ReadAnswer,
  Stage,
  Versions,
  WorkEverywhere,
  WorkPage,
  WorkSort,
} from "../contract/work";
import { ignoreAnswer, request } from "./http";

const enc = encodeURIComponent;

/** Be handed the next submitted frame; `after` is the one that one has now. */
export const takeNextReview = (projectId: string, after: string | null): Promise<NextReview> =>
  request(`/api/projects/${enc(projectId)}/reviews/next`, decodeNextReview, {
    method: "POST",
    json: after ? { after } : {},
  });

/** Let other reviewers have a frame; it arrives even when the page is closed meanwhile. */
export const giveReviewBack = (frameId: string): Promise<null> =>
  request(`/api/frames/${enc(frameId)}/review`, ignoreAnswer, { method: "DELETE", keepalive: true });

export const fetchFrameWork = (frameId: string): Promise<FrameWork> =>
  request(`/api/frames/${enc(frameId)}/work`, decodeFrameWork);

export const fetchVersions = (frameId: string): Promise<Versions> =>
  request(`/api/frames/${enc(frameId)}/versions`, decodeVersions);

export const fetchMyWork = (projectId: string): Promise<MyWork> =>
  request(`/api/projects/${enc(projectId)}/work/mine`, decodeMyWork);

export const fetchWorkEverywhere = (): Promise<WorkEverywhere> =>
  request("/api/work/mine", decodeWorkEverywhere);

/** The first batches by name, as many as a list of them is good for. */
export async function fetchBatches(projectId: string): Promise<Batch[]> {
  const page = await request(
    `/api/projects/${enc(projectId)}/batches?limit=500`,
    decodePage("batches", decodeBatch),
  );
  return page.items;
}

export interface WorkQuery {
  readonly stage: Stage | "to_do" | null;
  readonly whose: string | null;
  readonly sort: WorkSort;
  readonly q: string;
  readonly batch: string | null;
}

export function fetchWork(projectId: string, query: WorkQuery, after: string | null): Promise<WorkPage> {
  const asked = new URLSearchParams({ sort: query.sort, limit: "50" });
  if (query.stage) asked.set("stage", query.stage);
  if (query.whose) asked.set("whose", query.whose);
  if (query.q) asked.set("q", query.q);
  if (query.batch) asked.set("batch", query.batch);
  if (after) asked.set("after", after);
  return request(`/api/projects/${enc(projectId)}/work?${asked}`, decodeWorkPage);
}

export const assign = (projectId: string, json: Assignment): Promise<Assigned> =>
  request(`/api/projects/${enc(projectId)}/assignments`, decodeAssigned, { method: "POST", json });

export const restoreAssignment = (projectId: string, before: readonly Given[]): Promise<Assigned> =>
  request(`/api/projects/${enc(projectId)}/assignments/restore`, decodeAssigned, {
    method: "POST",
    json: { before },
  });

export const handOver = (projectId: string, of: string, to: string): Promise<Assigned> =>
  request(`/api/projects/${enc(projectId)}/assignments/hand-over`, decodeAssigned, {
    method: "POST",
    json: { of, to },
  });

export const fetchIssues = (frameId: string): Promise<Issue[]> =>
  request(`/api/frames/${enc(frameId)}/issues`, decodeIssues);

/** The issues of all pictures of a project, newest first; a search gives them by how they begin. */
export function fetchProjectIssues(
  projectId: string,
  query: { status: Issue["status"] | null; q: string },
  after: string | null,
): Promise<{ issues: Issue[]; next: string | null }> {
  const asked = new URLSearchParams({ limit: "50" });
  if (query.status) asked.set("status", query.status);
  if (query.q) asked.set("q", query.q);
  if (after) asked.set("after", after);
  return request(`/api/projects/${enc(projectId)}/issues?${asked}`, decodeIssuePage);
}

export const pinIssue = (frameId: string, json: NewIssue): Promise<Issue> =>
  request(`/api/frames/${enc(frameId)}/issues`, decodeIssue, { method: "POST", json });

export const answerIssue = (issueId: string, text: string): Promise<Issue> =>
  request(`/api/issues/${enc(issueId)}/comments`, decodeIssue, { method: "POST", json: { text } });

export const changeIssue = (
  issueId: string,
  json: { status?: Issue["status"]; removed?: boolean },
): Promise<Issue> => request(`/api/issues/${enc(issueId)}`, decodeIssue, { method: "PATCH", json });

export const changeComment = (issueId: string, commentId: string, withdrawn: boolean): Promise<Issue> =>
  request(`/api/issues/${enc(issueId)}/comments/${enc(commentId)}`, decodeIssue, {
    method: "PATCH",
    json: { withdrawn },
  });

export const fetchNotifications = (after: string | null, unread: boolean): Promise<NotificationPage> => {
  const asked = new URLSearchParams({ limit: "30" });
  if (after) asked.set("after", after);
  if (unread) asked.set("unread", "true");
  return request(`/api/notifications?${asked}`, decodeNotificationPage);
};

/** Mark some, or all, as read or as unread. */
export const markNotifications = (ids: readonly string[] | null, read: boolean): Promise<ReadAnswer> =>
  request("/api/notifications/read", decodeReadAnswer, {
    method: "POST",
    json: ids ? { ids, read } : { read },
  });
