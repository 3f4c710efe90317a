/** The calls of the audit trail: of the whole portal, or of one project. */
import type { AuditOutcome, AuditPage, LedgerPage } from "../contract/audit";
import { decodeActNames, decodeAuditPage, decodeLedgerPage } from "../contract/decodeAudit";
import { request } from "./http";

export interface AuditQuery {
  readonly q: string;
  readonly actor: string | null;
  readonly act: string | null;
  readonly project: string | null;
  readonly subject: string | null;
  readonly outcome: AuditOutcome | null;
  /** Days of the calendar here, as a date field gives them. */
  readonly since: string | null;
  readonly until: string | null;
  readonly sort: "latest" | "oldest";
}

const home = (projectId: string | null) =>
  projectId === null ? "/api/audit" : `/api/projects/${encodeURIComponent(projectId)}/audit`;

/** The moment at which a day begins here; `days` later than that. */
function moment(day: string, days = 0): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + days);
  return at.toISOString();
}

function times({ since, until }: Pick<AuditQuery, "since" | "until">): Record<string, string> {
  return { ...(since ? { since: moment(since) } : {}), ...(until ? { until: moment(until, 1) } : {}) };
}

function params(query: AuditQuery, more: Record<string, string>): string {
  const { q, actor, act, project, subject, outcome, sort } = query;
  const given = Object.entries({ q, actor, act, project, subject, outcome, sort, ...times(query), ...more });
  const kept = given.filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== "");
  return new URLSearchParams(kept).toString();
}

/** Read a page of the trail; without a project that of the whole portal. */
export const fetchAudit = (
  projectId: string | null,
  query: AuditQuery,
  after: string | null,
): Promise<AuditPage> =>
  request(`${home(projectId)}?${params(query, after ? { after } : {})}`, decodeAuditPage);

export const fetchActNames = (projectId: string | null): Promise<string[]> =>
  request(`${home(projectId)}/acts`, decodeActNames);

/** Read a page of a project's corrections; the ledger is searched by person and time only. */
export const fetchLedger = (
  projectId: string,
  query: Pick<AuditQuery, "actor" | "since" | "until">,
  after: string | null,
): Promise<LedgerPage> => {
  const given = { ...(query.actor ? { actor: query.actor } : {}), ...(after ? { after } : {}) };
  const asked = new URLSearchParams({ ...given, ...times(query) });
  return request(`${home(projectId)}/corrections?${asked}`, decodeLedgerPage);
};

/** The address of the same rows as a file. */
export const auditFile = (projectId: string | null, query: AuditQuery, format: "csv" | "ndjson"): string =>
  `${home(projectId)}/export?${params(query, { format })}`;
