/** The issues of all pictures of a project, each a way to its place. */
import { MapPin } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Issue } from "../../contract/work";
import { wantIssue } from "../../state/issues";
import {
  filterProjectIssues,
  followProjectIssues,
  loadMoreProjectIssues,
  loadProjectIssues,
  projectIssuesStore,
} from "../../state/projectIssues";
import { navigate, projectPath } from "../../state/routeStore";
import { showMoment } from "../ui/format";
import { Avatar, Chip, EmptyState } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

const STATUSES: readonly { status: Issue["status"] | null; name: string }[] = [
  { status: "open", name: "Open" },
  { status: "resolved", name: "Resolved" },
  { status: null, name: "All" },
];

export function ProjectIssues({ projectId }: { projectId: string }) {
  const { items, next, busy, error, status, q } = useStore(projectIssuesStore);
  useEffect(() => followProjectIssues(projectId), [projectId]);
  return (
    <>
      <div className="work-filters">
        <div className="segments" role="group" aria-label="Which issues">
          {STATUSES.map((one) => (
            <button
              key={one.name}
              type="button"
              aria-pressed={status === one.status}
              onClick={() => filterProjectIssues({ status: one.status })}
            >
              {one.name}
            </button>
          ))}
        </div>
        <input
          type="search"
          className="work-search"
          placeholder="Issues that begin with …"
          aria-label="Issues that begin with"
          value={q}
          maxLength={200}
          onChange={(event) => filterProjectIssues({ q: event.target.value })}
        />
      </div>
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void loadProjectIssues()}>
            Try again
          </button>
        </p>
      )}
      {items === null && !error && <p className="muted">Reading the list …</p>}
      {items?.length === 0 && (
        <EmptyState icon={MapPin} title={q || status === "resolved" ? "No such issue" : "No issue is open"}>
          <p>Pins on pictures are listed here: what should be different, and questions.</p>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <ul className="work-issues">
          {items.map((issue) => (
            <IssueLine key={issue.id} issue={issue} projectId={projectId} />
          ))}
        </ul>
      )}
      <ShowMore of="issues" shown={next !== null} busy={busy} onMore={() => void loadMoreProjectIssues()} />
    </>
  );
}

function IssueLine({ issue, projectId }: { issue: Issue; projectId: string }) {
  const [first] = issue.comments;
  const answers = issue.comments.length - 1;
  const open = () => {
    wantIssue(issue.id);
    navigate(projectPath(projectId, "label", issue.asset_id));
  };
  return (
    <li>
      <button type="button" className="bell-open" onClick={open}>
        <Avatar id={issue.actor.id} name={issue.actor.name} />
        <span className="bell-words">
          <span className="clip">{first?.withdrawn ? "withdrawn" : first?.text}</span>
          <span className="muted small">
            {issue.actor.name}, {showMoment(issue.created_at)}
            {answers > 0 ? ` · ${answers} ${answers === 1 ? "answer" : "answers"}` : ""}
          </span>
        </span>
        {issue.status === "resolved" && <Chip tone="good">Resolved</Chip>}
      </button>
    </li>
  );
}
