/** What may be wrong with what people drew: search it, look at each, mend it or say that it is right. */
import { Ban, Search, SearchCheck, ShieldCheck } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { SuspectCounts, SuspectKind } from "../../contract/suspects";
import { KIND_WORDS } from "../../model/suspects";
import { searchUnderWay } from "../../state/checkCommands";
import { checksStore, filterChecks, followChecks, loadMoreChecks, search } from "../../state/checks";
import { askCancel, jobsStore } from "../../state/jobsStore";
import { projectStore } from "../../state/projectStore";
import { showCount, showMoment } from "../ui/format";
import { EmptyState, ProgressBar } from "../ui/parts";
import { SuspectRow } from "./SuspectRow";

const KINDS = Object.keys(KIND_WORDS) as SuspectKind[];
const totalOf = ({ kinds }: SuspectCounts) => KINDS.reduce((sum, kind) => sum + (kinds[kind] ?? 0), 0);

export function ChecksPage({ projectId }: { projectId: string }) {
  const state = useStore(checksStore);
  const role = useStore(projectStore, ({ project }) => project?.my_role);
  useEffect(() => followChecks(projectId), [projectId]);
  const mayEdit = role !== undefined && role !== "guest";
  const { items, dealt, at, next, loading, error, counts } = state;
  return (
    <main className="page checks" data-testid="checks">
      <div className="page-head">
        <div>
          <h1>Check</h1>
          <p className="muted">
            What people drew, held against what the model says and against what is usual. The most doubtful
            comes first; nothing changes by itself.
          </p>
        </div>
        <SearchBox counts={counts} mayReview={role === "manager" || role === "reviewer"} />
      </div>
      {counts && <Filters counts={counts} />}
      {error && (
        <p className="notice bad">
          {error}{" "}
          <button type="button" className="link" onClick={() => filterChecks({})}>
            Try again
          </button>
        </p>
      )}
      {items === null && loading && <p className="muted">Reading the list…</p>}
      {items && items.length > 0 && (
        <ul className="checks-list" aria-label="What may be wrong">
          {items.map((suspect) => (
            <SuspectRow
              key={suspect.id}
              suspect={suspect}
              dealt={dealt.get(suspect.id)}
              current={suspect.id === at}
              mayEdit={mayEdit}
            />
          ))}
        </ul>
      )}
      {items?.length === 0 && counts && !loading && (
        <Nothing counts={counts} canSearch={role === "manager" || role === "reviewer"} />
      )}
      {next && (
        <button type="button" className="btn more" disabled={loading} onClick={() => void loadMoreChecks()}>
          {loading ? "Reading…" : "Show more"}
        </button>
      )}
    </main>
  );
}

function SearchBox({ counts, mayReview }: { counts: SuspectCounts | null; mayReview: boolean }) {
  const job = useStore(jobsStore, searchUnderWay);
  const failed = useStore(jobsStore, ({ jobs }) => {
    const last = jobs?.find(({ kind }) => kind === "mine");
    return last && (last.status === "failed" || last.status === "quarantined") ? last : undefined;
  });
  if (job) {
    const { progress } = job;
    const fraction = progress && progress.total > 0 ? progress.done / progress.total : null;
    return (
      <div className="checks-search" aria-live="polite">
        <span className="muted small">
          {progress
            ? `${progress.done.toLocaleString("en")} of ${showCount(progress.total, "picture")}`
            : "The search waits for its turn"}
        </span>
        <ProgressBar fraction={fraction} name="The search" />
        {mayReview && (
          <button type="button" className="btn small" onClick={() => void askCancel(job.id)}>
            <Ban size={14} aria-hidden="true" /> Cancel
          </button>
        )}
      </div>
    );
  }
  return (
    <div className="checks-search">
      <span className="muted small" data-tip={failed?.reason ?? undefined}>
        {failed
          ? "The last search failed"
          : counts?.searched_at
            ? `Searched ${showMoment(counts.searched_at)}`
            : "Never searched"}
        {!mayReview && "; reviewers search"}
      </span>
      {mayReview && (
        <button type="button" className="btn primary" onClick={() => void search()}>
          <Search size={16} aria-hidden="true" /> Search now
        </button>
      )}
    </div>
  );
}

function Filters({ counts }: { counts: SuspectCounts }) {
  const kind = useStore(checksStore, (state) => state.kind);
  const dismissed = useStore(checksStore, (state) => state.dismissed);
  const plus = counts.at_least ? "+" : "";
  return (
    <div className="checks-filters">
      <div className="segments" role="group" aria-label="What kind">
        <button type="button" aria-pressed={kind === null} onClick={() => filterChecks({ kind: null })}>
          All{!dismissed && <span className="count"> {`${totalOf(counts)}${plus}`}</span>}
        </button>
        {KINDS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={kind === name}
            data-tip={KIND_WORDS[name].tip}
            onClick={() => filterChecks({ kind: name })}
          >
            {KIND_WORDS[name].one}
            {!dismissed && <span className="count"> {counts.kinds[name] ?? 0}</span>}
          </button>
        ))}
      </div>
      <button
        type="button"
        className="btn small"
        aria-pressed={dismissed}
        onClick={() => filterChecks({ dismissed: !dismissed })}
      >
        Dismissed <span className="count">{counts.dismissed}</span>
      </button>
    </div>
  );
}

function Nothing({ counts, canSearch }: { counts: SuspectCounts; canSearch: boolean }) {
  const { kind, dismissed } = checksStore.getState();
  if (dismissed)
    return (
      <EmptyState icon={ShieldCheck} title="Nothing was dismissed">
        <p>What you say is right as it is can be found here, and listed again.</p>
      </EmptyState>
    );
  if (counts.searched_at === null)
    return (
      <EmptyState
        icon={SearchCheck}
        title="Nobody has searched yet"
        action={
          canSearch ? (
            <button type="button" className="btn primary" onClick={() => void search()}>
              <Search size={16} aria-hidden="true" /> Search now
            </button>
          ) : undefined
        }
      >
        <p>
          A search goes over everything that was annotated and lists wrong names, what was forgotten, boxes
          drawn twice, and boxes of an odd size or form. {!canSearch && "Ask a reviewer to start one."}
        </p>
      </EmptyState>
    );
  if (kind && totalOf(counts) > 0)
    return <EmptyState icon={ShieldCheck} title={`Nothing of the kind “${KIND_WORDS[kind].one}”`} />;
  return (
    <EmptyState icon={ShieldCheck} title={counts.dismissed > 0 ? "All dealt with" : "Nothing is doubtful"}>
      <p>
        Searched {showMoment(counts.searched_at)}. After more work, and with a better model, search again.
      </p>
    </EmptyState>
  );
}
