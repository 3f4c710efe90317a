/** Pictures that are nearly the same, group by group: keep one of each, skip the others, take it back. */
import { CopyCheck, Images } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { duplicatesStore, keepAll, loadMoreDuplicates, showDuplicates } from "../../state/duplicates";
import { projectStore } from "../../state/projectStore";
import { projectPath } from "../../state/routeStore";
import { showCount } from "../ui/format";
import { EmptyState, Link } from "../ui/parts";
import { DuplicateCard } from "./DuplicateCard";

export function DuplicatesPage({ projectId }: { projectId: string }) {
  const state = useStore(duplicatesStore);
  const role = useStore(projectStore, ({ project }) => project?.my_role);
  useEffect(() => void showDuplicates(projectId, true), [projectId]);
  const mayEdit = role !== undefined && role !== "guest";
  const { groups, counts, open, next, loading, error, chosen, settled, busy } = state;
  const waiting = counts?.open ?? 0;
  return (
    <main className="page" data-testid="duplicates">
      <div className="page-head">
        <div>
          <h1>Near-duplicates</h1>
          <p className="muted">
            Pictures that are nearly the same. Keep the one worth the work; the others are skipped, and what
            somebody has worked on is left alone.
          </p>
        </div>
        {mayEdit && open && waiting > 1 && (
          <button type="button" className="btn primary" disabled={busy} onClick={() => void keepAll()}>
            <CopyCheck size={16} aria-hidden="true" /> Keep one of each of {showCount(waiting, "group")}
          </button>
        )}
      </div>
      {counts && counts.groups > 0 && (
        <div className="segments duplicates-which" role="group" aria-label="Which groups">
          {([true, false] as const).map((which) => (
            <button
              key={String(which)}
              type="button"
              aria-pressed={open === which}
              onClick={() => void showDuplicates(projectId, which)}
            >
              {which ? "To decide" : "Settled"}{" "}
              <span className="count">{which ? waiting : counts.groups - waiting}</span>
            </button>
          ))}
        </div>
      )}
      {error && (
        <p className="notice bad">
          {error}{" "}
          <button type="button" className="link" onClick={() => void loadMoreDuplicates()}>
            Try again
          </button>
        </p>
      )}
      {groups === null && loading && <p className="muted">Reading the groups…</p>}
      {groups && groups.length > 0 && (
        <ul className="duplicate-groups" aria-label="Groups">
          {groups.map((group) => (
            <DuplicateCard
              key={group.id}
              group={group}
              chosen={chosen.get(group.id)}
              told={settled.get(group.id)}
              mayEdit={mayEdit}
              open={open}
              busy={busy}
            />
          ))}
        </ul>
      )}
      {groups?.length === 0 && !loading && (
        <EmptyState
          icon={Images}
          title={
            !counts?.groups
              ? "No two pictures are nearly the same"
              : open
                ? "All settled"
                : "Nothing settled yet"
          }
          action={
            <Link to={projectPath(projectId)} className="btn">
              Go to labelling
            </Link>
          }
        >
          <p>New pictures are compared a few seconds after they arrive.</p>
        </EmptyState>
      )}
      {next && (
        <button
          type="button"
          className="btn more"
          disabled={loading}
          onClick={() => void loadMoreDuplicates()}
        >
          {loading ? "Reading…" : "Show more"}
        </button>
      )}
    </main>
  );
}
