/** The manager's console: what was done when, by whom, of which label; what waits; what was saved. */
import type { Answers, Pace } from "./learning";
import type { Stage } from "./work";

export interface DayWork {
  /** In UTC, `2026-01-31`. */
  day: string;
  submitted: number;
  approved: number;
  returned: number;
  skipped: number;
  objects: number;
}

/** `waiting` are frames that nobody has begun with. */
export type BacklogStage = Stage | "waiting";

export interface Backlog {
  stage: BacklogStage;
  frames: number;
  /** Since when the one has waited that has waited longest. */
  since: string | null;
}

export interface PersonWork {
  person_id: string;
  name: string;
  pictures: number;
  objects: number;
  seconds_per_object: number | null;
  acceptance: number | null;
  passed: number | null;
  reviewed: number;
  agreement: number | null;
  last_seen: string | null;
}

export interface LabelWork extends Answers {
  label: string;
  corrections: number;
}

export interface Costs {
  hourly_rate: number | null;
  currency: string;
}

export interface Console {
  days: DayWork[];
  backlog: Backlog[];
  people: PersonWork[];
  labels: LabelWork[];
  pace: Pace[];
  seconds_saved: number | null;
  money_saved: number | null;
  costs: Costs;
}
