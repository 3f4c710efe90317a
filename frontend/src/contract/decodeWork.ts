/** Decoders of work, issues and notifications. */
import { decodeActor, decodeAnnotation, decodeFrame, decodePrediction, ROLES } from "./decode";
import { type Decoder, Reader } from "./reader";
import type {
  Assigned,
  Batch,
  FrameWork,
  Given,
  Issue,
  IssueComment,
  MyWork,
  NextReview,
  Notification,
  NotificationKind,
  NotificationPage,
  ProjectWork,
  ReadAnswer,
  Stage,
  StageMark,
  Versions,
  WorkEverywhere,
  WorkItem,
  WorkPage,
} from "./work";

export const STAGES = [
  "open",
  "in_progress",
  "submitted",
  "returned",
  "approved",
  "skipped",
] as const satisfies readonly Stage[];

const KINDS = [
  "returned",
  "mentioned",
  "replied",
  "approved",
  "assigned",
  "skipped",
  "role",
  "removed",
  "joined",
] as const satisfies readonly NotificationKind[];

const text: Decoder<string> = (value, path) => new Reader({ value }, path).text("value");

const decodeMark: Decoder<StageMark> = (value, path) => {
  const r = new Reader(value, path);
  return {
    stage: r.choice("stage", STAGES),
    actor: r.nested("actor", decodeActor),
    at: r.text("at"),
    comment: r.textOrNull("comment"),
  };
};

export const decodeWorkItem: Decoder<WorkItem> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame_id: r.text("frame_id"),
    project_id: r.text("project_id"),
    asset_id: r.text("asset_id"),
    name: r.text("name", ""),
    stage: r.choice("stage", STAGES),
    author: r.nestedOrNull("author", decodeActor),
    assignee: r.nestedOrNull("assignee", decodeActor),
    reviewer: r.nestedOrNull("reviewer", decodeActor),
    to_review: r.flag("to_review"),
    why: r.textOrNull("why"),
    priority: r.number("priority", 1),
    due: r.textOrNull("due"),
    batch: r.textOrNull("batch"),
    returns: r.number("returns", 0),
    changed_at: r.text("changed_at"),
    history: r.sieve("history", decodeMark),
  };
};

export const decodeWorkPage: Decoder<WorkPage> = (value, path) => {
  const r = new Reader(value, path);
  return { work: r.sieve("work", decodeWorkItem), next: r.textOrNull("next") };
};

export const decodeFrameWork: Decoder<FrameWork> = (value, path) => {
  const r = new Reader(value, path);
  return { work: r.nestedOrNull("work", decodeWorkItem), open_issues: r.number("open_issues", 0) };
};

const decodeStages: Decoder<MyWork["stages"]> = (value, path) => {
  const r = new Reader(value, path);
  return Object.fromEntries(STAGES.map((stage) => [stage, r.number(stage, 0)]));
};

export const decodeMyWork: Decoder<MyWork> = (value, path) => {
  const r = new Reader(value, path);
  return {
    stages: r.nested("stages", decodeStages),
    to_do: r.number("to_do", 0),
    overdue: r.number("overdue", 0),
    returned_share: r.numberOrNull("returned_share"),
    judged: r.number("judged", 0),
    to_review: r.number("to_review", 0),
    feedback: r.sieve("feedback", decodeWorkItem),
  };
};

const decodeProjectWork: Decoder<ProjectWork> = (value, path) => {
  const r = new Reader(value, path);
  return {
    project_id: r.text("project_id"),
    name: r.text("name"),
    role: r.choice("role", ROLES),
    stages: r.nested("stages", decodeStages),
    to_do: r.number("to_do", 0),
    overdue: r.number("overdue", 0),
  };
};

export const decodeWorkEverywhere: Decoder<WorkEverywhere> = (value, path) => {
  const r = new Reader(value, path);
  return {
    projects: r.sieve("projects", decodeProjectWork),
    to_do: r.number("to_do", 0),
    overdue: r.number("overdue", 0),
    work: r.sieve("work", decodeWorkItem),
    feedback: r.sieve("feedback", decodeWorkItem),
  };
};

export const decodeBatch: Decoder<Batch> = (value, path) => {
  const r = new Reader(value, path);
  return {
    name: r.text("name"),
    pictures: r.number("pictures", 0),
    stages: r.nested("stages", decodeStages),
  };
};

export const decodeNextReview: Decoder<NextReview> = (value, path) => {
  const r = new Reader(value, path);
  return {
    frame: r.nestedOrNull("frame", decodeFrame),
    work: r.nestedOrNull("work", decodeWorkItem),
    reason: r.text("reason", ""),
    waiting: r.number("waiting", 0),
  };
};

export const decodeVersions: Decoder<Versions> = (value, path) => {
  const r = new Reader(value, path);
  return {
    model: r.sieve("model", decodePrediction),
    submitted: r.has("submitted") ? r.sieve("submitted", decodeAnnotation) : null,
    now: r.sieve("now", decodeAnnotation),
  };
};

const decodeGiven: Decoder<Given> = (value, path) => {
  const r = new Reader(value, path);
  return {
    asset_id: r.text("asset_id"),
    assignee_id: r.textOrNull("assignee_id"),
    priority: r.number("priority", 1),
    due: r.textOrNull("due"),
    batch: r.textOrNull("batch"),
  };
};

export const decodeAssigned: Decoder<Assigned> = (value, path) => {
  const r = new Reader(value, path);
  return {
    given: r.list("given", decodeGiven),
    before: r.list("before", decodeGiven),
    left: r.list("left", text),
    away: r.sieve("away", text),
  };
};

const decodeComment: Decoder<IssueComment> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    actor: r.nested("actor", decodeActor),
    text: r.text("text", ""),
    mentions: r.sieve("mentions", text),
    at: r.text("at"),
    withdrawn: r.flag("withdrawn"),
  };
};

export const decodeIssue: Decoder<Issue> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    asset_id: r.text("asset_id"),
    frame_id: r.text("frame_id"),
    index: r.number("index", 0),
    x: r.number("x"),
    y: r.number("y"),
    annotation_id: r.textOrNull("annotation_id"),
    status: r.choice("status", ["open", "resolved"] as const),
    comments: r.sieve("comments", decodeComment),
    actor: r.nested("actor", decodeActor),
    resolved_by: r.nestedOrNull("resolved_by", decodeActor),
    removed: r.flag("removed"),
    created_at: r.text("created_at"),
    changed_at: r.text("changed_at"),
  };
};

export const decodeIssues: Decoder<Issue[]> = (value, path) =>
  new Reader(value, path).sieve("issues", decodeIssue);

export const decodeIssuePage: Decoder<{ issues: Issue[]; next: string | null }> = (value, path) => {
  const r = new Reader(value, path);
  return { issues: r.sieve("issues", decodeIssue), next: r.textOrNull("next") };
};

export const decodeNotification: Decoder<Notification> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id"),
    kind: r.choice("kind", KINDS),
    actor: r.nested("actor", decodeActor),
    asset_id: r.textOrNull("asset_id"),
    frame_id: r.textOrNull("frame_id"),
    issue_id: r.textOrNull("issue_id"),
    text: r.textOrNull("text"),
    count: r.number("count", 1),
    read: r.flag("read"),
    at: r.text("at"),
  };
};

export const decodeNotificationPage: Decoder<NotificationPage> = (value, path) => {
  const r = new Reader(value, path);
  return {
    notifications: r.sieve("notifications", decodeNotification),
    next: r.textOrNull("next"),
    unread: r.number("unread", 0),
  };
};

export const decodeReadAnswer: Decoder<ReadAnswer> = (value, path) => {
  const r = new Reader(value, path);
  return { changed: r.list("changed", text), unread: r.number("unread", 0) };
};
