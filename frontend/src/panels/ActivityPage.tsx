/** Every job of the project, live: what runs, what waits, what went wrong and why. */
import { Activity, Ban, RotateCcw } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Job } from "../contract/contract";
import { assetsStore } from "../state/assetsStore";
import { mayEdit } from "../state/editor";
import { askCancel, askRetry, isUnfinished, jobsStore } from "../state/jobsStore";
import { projectStore } from "../state/projectStore";
import { projectPath } from "../state/routeStore";
import { showDuration, showMoment } from "./ui/format";
import { EmptyState, Link, ProgressBar, StatusChip } from "./ui/parts";

const ProjectAudit = lazy(async () => ({ default: (await import("./audit/ProjectAudit")).ProjectAudit }));

const KINDS: Readonly<Record<string, string>> = {
  ingest: "Decode",
  predict: "Predict",
  extract: "Key frames",
  scenes: "Find scenes",
  scan: "Predict frames",
  link: "Link tracks",
  propagate: "Go on with a track",
  snapshot: "Snapshot",
  export: "Export",
  train: "Train",
  mine: "Search for errors",
  import: "Import",
};
const FILTERS = ["all", "unfinished", "trouble"] as const;
type Filter = (typeof FILTERS)[number];

const isTrouble = (job: Job) =>
  job.status === "failed" || job.status === "quarantined" || job.status === "blocked";

/** What machines do, and for managers what everybody did. */
export function ActivityPage({ projectId }: { projectId: string }) {
  const manages = useStore(projectStore, ({ project }) => project?.my_role === "manager");
  const [view, setView] = useState<"jobs" | "audit">("jobs");
  const audit = manages && view === "audit";
  return (
    <main className="page" data-testid="activity">
      {manages && (
        <div className="segments work-views activity-views" role="group" aria-label="What is shown">
          <button type="button" aria-pressed={!audit} onClick={() => setView("jobs")}>
            Jobs
          </button>
          <button type="button" aria-pressed={audit} onClick={() => setView("audit")}>
            Audit
          </button>
        </div>
      )}
      {audit ? (
        <>
          <div className="page-head">
            <div>
              <h1>Audit</h1>
              <p className="muted">
                What was done in this project, by whom and from where. Nothing goes away.
              </p>
            </div>
          </div>
          <Suspense>
            <ProjectAudit projectId={projectId} />
          </Suspense>
        </>
      ) : (
        <Jobs projectId={projectId} />
      )}
    </main>
  );
}

function Jobs({ projectId }: { projectId: string }) {
  const jobs = useStore(jobsStore, (state) => state.jobs);
  const fault = useStore(jobsStore, (state) => state.error);
  const [filter, setFilter] = useState<Filter>("all");
  useMinuteHand();
  const shown = (jobs ?? []).filter(
    (job) => filter === "all" || (filter === "trouble" ? isTrouble(job) : isUnfinished(job)),
  );
  const running = (jobs ?? []).filter((job) => job.status === "running").length;
  const queued = (jobs ?? []).filter((job) => job.status === "queued").length;
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Activity</h1>
          <p className="muted">
            {running > 0 || queued > 0 ? `${running} running, ${queued} waiting.` : "Everything is at rest."}{" "}
            This list moves by itself.
          </p>
        </div>
        <div className="segments" role="group" aria-label="Which jobs">
          {FILTERS.map((name) => (
            <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>
              {name === "all" ? "All" : name === "unfinished" ? "Unfinished" : "Trouble"}
            </button>
          ))}
        </div>
      </div>
      {fault && <p className="notice bad">{fault}</p>}
      {jobs && shown.length === 0 && (
        <EmptyState icon={Activity} title={filter === "all" ? "Nothing has happened yet" : "Nothing here"}>
          <p>
            {filter === "all"
              ? "Upload a picture: decoding and prediction show up here."
              : "No job is in this state."}
          </p>
        </EmptyState>
      )}
      {shown.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>Job</th>
              <th>About</th>
              <th>State</th>
              <th>Progress</th>
              <th>When</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, 300).map((job) => (
              <JobRow key={job.id} job={job} projectId={projectId} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function useMinuteHand(): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 15_000);
    return () => clearInterval(timer);
  }, []);
}

function JobRow({ job, projectId }: { job: Job; projectId: string }) {
  const { asset_id: assetId } = job.subject;
  const asset = useStore(assetsStore, (state) => (assetId ? state.byId.get(assetId) : undefined));
  const fraction = job.progress && job.progress.total > 0 ? job.progress.done / job.progress.total : null;
  return (
    <tr>
      <td>
        <strong>{KINDS[job.kind] ?? job.kind}</strong>
        {job.attempts > 1 && <span className="muted small"> attempt {job.attempts}</span>}
      </td>
      <td className="clip">
        {assetId ? (
          <Link to={projectPath(projectId, "label", assetId)}>{asset?.name ?? "picture"}</Link>
        ) : (
          <span className="muted">project</span>
        )}
        {job.reason && <div className="reason">{job.reason}</div>}
      </td>
      <td>
        <StatusChip status={job.status} />
      </td>
      <td className="job-progress">
        {job.status === "running" && <ProgressBar fraction={fraction} name={`${job.kind} progress`} />}
        {job.progress && job.progress.total > 1 && (
          <span className="muted small">
            {job.progress.done.toLocaleString("en")} / {job.progress.total.toLocaleString("en")}
          </span>
        )}
      </td>
      <td className="muted nowrap">
        {showMoment(job.finished_at ?? job.started_at ?? job.created_at)}
        {job.finished_at && <span className="small"> · {showDuration(job.started_at, job.finished_at)}</span>}
      </td>
      <td className="acts">
        {mayEdit() && isTrouble(job) && job.status !== "blocked" && (
          <button type="button" className="btn small" onClick={() => void askRetry(job.id)}>
            <RotateCcw size={14} aria-hidden="true" /> Retry
          </button>
        )}
        {mayEdit() && isUnfinished(job) && (
          <button type="button" className="btn small" onClick={() => void askCancel(job.id)}>
            <Ban size={14} aria-hidden="true" /> Cancel
          </button>
        )}
      </td>
    </tr>
  );
}
