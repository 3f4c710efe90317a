/** How far frames are and whose they are, issues pinned to them, and what a person is told. */
import type { Actor, Annotation, Frame, Prediction, Role } from "./contract";

export type Stage = "open" | "in_progress" | "submitted" | "returned" | "approved" | "skipped";
export type WorkSort = "urgent" | "changed" | "name";

export interface StageMark {
  stage: Stage;
  actor: Actor;
  at: string;
  comment: string | null;
}

/** One frame in the work. */
export interface WorkItem {
  frame_id: string;
  project_id: string;
  asset_id: string;
  name: string;
  stage: Stage;
  author: Actor | null;
  assignee: Actor | null;
  reviewer: Actor | null;
  to_review: boolean;
  why: string | null;
  priority: number;
  due: string | null;
  batch: string | null;
  returns: number;
  changed_at: string;
  history: StageMark[];
}

export interface WorkPage {
  work: WorkItem[];
  next: string | null;
}

export interface FrameWork {
  work: WorkItem | null;
  open_issues: number;
}

export interface MyWork {
  stages: Partial<Record<Stage, number>>;
  to_do: number;
  overdue: number;
  returned_share: number | null;
  judged: number;
  to_review: number;
  feedback: WorkItem[];
}

/** The next submitted frame, or why there is none. */
export interface NextReview {
  frame: Frame | null;
  work: WorkItem | null;
  reason: string;
  waiting: number;
}

/** One frame three times: as the model said, as it was handed in, as it is now. */
export interface Versions {
  model: Prediction[];
  submitted: Annotation[] | null;
  now: Annotation[];
}

/** Whose one asset's work is; the form of a wish and of its undo. */
export interface Given {
  asset_id: string;
  assignee_id: string | null;
  priority: number;
  due: string | null;
  batch: string | null;
}

export interface Assigned {
  given: Given[];
  before: Given[];
  left: string[];
  /** Who was asked for and got nothing: they do not work before it is due. */
  away: string[];
}

export interface Assignment {
  asset_ids?: readonly string[];
  waiting?: number;
  to: readonly string[];
  rule: "turn" | "load";
  priority: number;
  due: string | null;
  batch?: string | null;
}

/** Pictures that were given under one name. */
export interface Batch {
  name: string;
  pictures: number;
  stages: Partial<Record<Stage, number>>;
}

/** How far one is in one project. */
export interface ProjectWork {
  project_id: string;
  name: string;
  role: Role;
  stages: Partial<Record<Stage, number>>;
  to_do: number;
  overdue: number;
}

export interface WorkEverywhere {
  projects: ProjectWork[];
  to_do: number;
  overdue: number;
  work: WorkItem[];
  feedback: WorkItem[];
}

export interface IssueComment {
  id: string;
  actor: Actor;
  text: string;
  mentions: string[];
  at: string;
  withdrawn: boolean;
}

/** A pin at a point of a frame, perhaps at an object, and its thread. */
export interface Issue {
  id: string;
  asset_id: string;
  frame_id: string;
  index: number;
  x: number;
  y: number;
  annotation_id: string | null;
  status: "open" | "resolved";
  comments: IssueComment[];
  actor: Actor;
  resolved_by: Actor | null;
  removed: boolean;
  created_at: string;
  changed_at: string;
}

export interface NewIssue {
  x: number;
  y: number;
  text: string;
  annotation_id: string | null;
  index: number;
}

export type NotificationKind =
  | "returned"
  | "mentioned"
  | "replied"
  | "approved"
  | "assigned"
  | "skipped"
  | "role"
  | "removed"
  | "joined";

export interface Notification {
  id: string;
  project_id: string;
  kind: NotificationKind;
  actor: Actor;
  asset_id: string | null;
  frame_id: string | null;
  issue_id: string | null;
  text: string | null;
  count: number;
  read: boolean;
  at: string;
}

export interface NotificationPage {
  notifications: Notification[];
  next: string | null;
  unread: number;
}

export interface ReadAnswer {
  changed: string[];
  unread: number;
}
