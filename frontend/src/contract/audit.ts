/** The audit trail: who did what when, and the corrections of the ledger beside it. */
import type { Actor, CorrectionKind } from "./contract";

export type AuditOutcome = "done" | "unknown" | "refused";

export interface AuditSubject {
  kind: string;
  id: string;
  name: string | null;
}

export interface AuditRequest {
  method: string | null;
  path: string | null;
  address: string | null;
  job_id: string | null;
}

/** One row of the trail; `asked`, `before` and `after` are JSON texts, cut where they are long. */
export interface AuditEntry {
  id: string;
  number: number;
  at: string;
  actor: Actor;
  act: string;
  project_id: string | null;
  subject: AuditSubject;
  summary: string;
  asked: string | null;
  before: string | null;
  after: string | null;
  request: AuditRequest;
  outcome: AuditOutcome;
  hash: string;
}

export interface AuditPage {
  items: AuditEntry[];
  next: string | null;
}

/** One correction as the ledger holds it. */
export interface LedgerRow {
  mutation_id: string;
  at: string;
  actor: Actor;
  kind: CorrectionKind;
  asset_id: string;
  frame_id: string;
  annotation_id: string | null;
  label: string | null;
}

export interface LedgerPage {
  items: LedgerRow[];
  next: string | null;
}
