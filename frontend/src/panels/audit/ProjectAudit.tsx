/** A project's audit for its managers: the trail of acts, or the ledger of corrections. */
import { useEffect, useState } from "react";
import { openTrail } from "../../state/audit";
import { AuditTrail } from "./AuditTrail";
import { LedgerList } from "./LedgerList";

export function ProjectAudit({ projectId }: { projectId: string }) {
  const [view, setView] = useState<"acts" | "corrections">("acts");
  useEffect(() => void openTrail(projectId), [projectId]);
  return (
    <section aria-label="Audit" data-testid="project-audit">
      <div className="segments work-views" role="group" aria-label="What is listed">
        <button type="button" aria-pressed={view === "acts"} onClick={() => setView("acts")}>
          Acts
        </button>
        <button type="button" aria-pressed={view === "corrections"} onClick={() => setView("corrections")}>
          Corrections
        </button>
      </div>
      {view === "acts" ? <AuditTrail /> : <LedgerList projectId={projectId} />}
    </section>
  );
}
