/** One's own work in all projects: what comes first, how far each project is, what was said, when one works. */
import { ClipboardCheck } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { ProjectWork, WorkItem } from "../../contract/work";
import { lastJudgement, STAGE_TONES, STAGE_WORDS, tellDue } from "../../model/work/words";
import { projectPath } from "../../state/routeStore";
import { everywhereStore, followEverywhere, loadEverywhere } from "../../state/workEverywhere";
import { showCount, showMoment } from "../ui/format";
import { Chip, EmptyState, Link, ProgressBar } from "../ui/parts";
import { HoursForm } from "./HoursForm";

export function EverywherePage() {
  const { work, hours, error } = useStore(everywhereStore);
  useEffect(() => {
    document.title = "My work · Tandem";
    return followEverywhere();
  }, []);
  const names = new Map(work?.projects.map((one) => [one.project_id, one.name]));
  return (
    <main className="page work-page" data-testid="everywhere">
      <div className="page-head">
        <div>
          <h1>My work</h1>
          <p className="muted">
            {work
              ? work.to_do > 0
                ? `${showCount(work.to_do, "picture")} for you to do in all your projects${work.overdue > 0 ? `, ${work.overdue} overdue` : ""}.`
                : "Nothing is given to you; each project's queue has the next picture."
              : "Reading …"}
          </p>
        </div>
      </div>
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void loadEverywhere()}>
            Try again
          </button>
        </p>
      )}
      {work && (
        <>
          <section className="card everywhere-todo" aria-labelledby="todo-title">
            <h2 id="todo-title">To do</h2>
            {work.work.length === 0 ? (
              <EmptyState icon={ClipboardCheck} title="Nothing waits for you">
                <p>What is given to you, or comes back to you, is listed here.</p>
              </EmptyState>
            ) : (
              <ul className="everywhere-list">
                {work.work.map((item) => (
                  <ToDo key={item.frame_id} item={item} project={names.get(item.project_id) ?? ""} />
                ))}
              </ul>
            )}
          </section>
          <div className="work-cards">
            <section className="card" aria-labelledby="projects-title">
              <h2 id="projects-title">By project</h2>
              {work.projects.length === 0 && <p className="muted">You are in no project yet.</p>}
              <ul className="everywhere-projects">
                {work.projects.map((one) => (
                  <ProjectLine key={one.project_id} one={one} />
                ))}
              </ul>
            </section>
            <section className="card" aria-labelledby="said-title">
              <h2 id="said-title">What was said of it</h2>
              {work.feedback.length === 0 && <p className="muted">Nobody has looked at your work yet.</p>}
              <ul className="work-feedback">
                {work.feedback.map((item) => (
                  <Said key={item.frame_id} item={item} />
                ))}
              </ul>
            </section>
          </div>
        </>
      )}
      {hours && <HoursForm key={JSON.stringify(hours)} hours={hours} />}
    </main>
  );
}

function ToDo({ item, project }: { item: WorkItem; project: string }) {
  const due = item.due ? tellDue(item.due, Date.now()) : null;
  return (
    <li>
      <Chip tone={STAGE_TONES[item.stage]}>{STAGE_WORDS[item.stage]}</Chip>
      <Link to={projectPath(item.project_id, "label", item.asset_id)}>{item.name}</Link>
      <span className="muted small clip">{project}</span>
      {due && <Chip tone={due.late ? "bad" : "plain"}>{due.words}</Chip>}
    </li>
  );
}

function ProjectLine({ one }: { one: ProjectWork }) {
  const all = Object.values(one.stages).reduce((sum, count) => sum + count, 0);
  const done = (one.stages.submitted ?? 0) + (one.stages.approved ?? 0);
  return (
    <li>
      <span className="row">
        <Link to={projectPath(one.project_id, "work")}>{one.name}</Link>
        {one.overdue > 0 && <Chip tone="bad">{one.overdue} overdue</Chip>}
        {(one.stages.returned ?? 0) > 0 && <Chip tone="warn">{one.stages.returned} returned</Chip>}
      </span>
      {all > 0 ? (
        <>
          <ProgressBar fraction={done / all} name={`Handed in of what was given to me in ${one.name}`} />
          <span className="muted small">
            {done.toLocaleString("en")} of {all.toLocaleString("en")} handed in, as {one.role}
          </span>
        </>
      ) : (
        <span className="muted small">Nothing given, as {one.role}</span>
      )}
    </li>
  );
}

function Said({ item }: { item: WorkItem }) {
  const said = lastJudgement(item);
  if (!said) return null;
  return (
    <li>
      <Chip tone={STAGE_TONES[said.stage]}>{STAGE_WORDS[said.stage]}</Chip>
      <Link to={projectPath(item.project_id, "label", item.asset_id)}>{item.name}</Link>
      <span className="muted small clip">
        {said.comment ?? ""} {said.actor.name}, {showMoment(said.at)}
      </span>
    </li>
  );
}
