/** The audit trail of the whole portal or of a project, and the ledger of corrections beside it. */
import { createStore } from "zustand/vanilla";
import { type AuditQuery, fetchActNames, fetchAudit, fetchLedger } from "../api/audit";
import type { AuditEntry, LedgerRow } from "../contract/audit";
import { pagedList } from "./pagedList";
import { toastError } from "./toastStore";

const FIRST: AuditQuery = {
  q: "",
  actor: null,
  act: null,
  project: null,
  subject: null,
  outcome: null,
  since: null,
  until: null,
  sort: "latest",
};

/** Whose trail is shown: a project's, or with null the whole portal's. */
export const auditScope = createStore<{
  readonly projectId: string | null;
  readonly acts: readonly string[];
}>(() => ({ projectId: null, acts: [] }));

export const trail = pagedList<AuditEntry, AuditQuery>({
  first: FIRST,
  keyOf: ({ id }) => id,
  fetch: (query, after) => fetchAudit(auditScope.getState().projectId, query, after),
});

export const ledger = pagedList<LedgerRow, Pick<AuditQuery, "actor" | "since" | "until">>({
  first: { actor: null, since: null, until: null },
  keyOf: ({ mutation_id: id, actor }) => `${actor.id}:${id}`,
  fetch: (query, after) => fetchLedger(auditScope.getState().projectId ?? "", query, after),
});

/** Show another trail, from its first page. */
export async function openTrail(projectId: string | null): Promise<void> {
  auditScope.setState({ projectId, acts: [] });
  trail.reset();
  ledger.reset();
  void trail.load();
  try {
    const acts = await fetchActNames(projectId);
    if (auditScope.getState().projectId === projectId) auditScope.setState({ acts });
  } catch (error) {
    toastError(error);
  }
}

/** Whether anything narrows the list. */
export const isNarrowed = (query: AuditQuery): boolean =>
  Object.entries(query).some(([name, value]) => name !== "sort" && value !== null && value !== "");

export const widen = (): void => trail.ask({ ...FIRST, sort: trail.store.getState().query.sort });
