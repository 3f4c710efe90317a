/** Work: one's own, how far it is and what was said of it; for managers everybody's, and who gets what. */
import { ClipboardList, Gauge, ListOrdered, Send } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Project } from "../../contract/contract";
import type { MyWork, Stage, WorkItem } from "../../contract/work";
import { lastJudgement, STAGE_TONES, STAGE_WORDS } from "../../model/work/words";
import { mayReview } from "../../state/editor";
import { followWork, startHandOver, workStore } from "../../state/myWork";
import { projectPath } from "../../state/routeStore";
import { CommandButton } from "../ui/CommandButton";
import { showCount, showMoment } from "../ui/format";
import { Chip, Link, ProgressBar } from "../ui/parts";
import { AwayNotice } from "./AwayNotice";
import { ProjectIssues } from "./ProjectIssues";
import { WorkList } from "./WorkList";

const STAGES = Object.keys(STAGE_WORDS) as Stage[];
export function WorkPage({ project }: { project: Project }) {
  const mine = useStore(workStore, (state) => state.mine);
  const [view, setView] = useState<"pictures" | "issues">("pictures");
  useEffect(() => followWork(project.id), [project.id]);
  const manages = project.my_role === "manager";
  return (
    <main className="page work-page" data-testid="work">
      <div className="page-head">
        <div>
          <h1>Work</h1>
          <p className="muted">
            {mine
              ? mine.to_do > 0
                ? `${showCount(mine.to_do, "picture")} for you to do.`
                : "Nothing is given to you; the queue has the next picture."
              : "Reading …"}
          </p>
        </div>
        <div className="row">
          <CommandButton command="work.queue" icon={ListOrdered} label="Next to label" className="btn" />
          {mayReview() && (
            <CommandButton
              command="review.next"
              icon={ClipboardList}
              label={mine && mine.to_review > 0 ? `Review ${mine.to_review}` : "Review"}
              className="btn"
            />
          )}
          {manages && <CommandButton command="go.console" icon={Gauge} label="Console" className="btn" />}
          {manages && (
            <button type="button" className="btn primary" onClick={() => startHandOver(null)}>
              <Send size={16} aria-hidden="true" /> Give work
            </button>
          )}
        </div>
      </div>
      {manages && <AwayNotice projectId={project.id} moved={mine} />}
      {mine && <Mine mine={mine} projectId={project.id} />}
      <div className="segments work-views" role="group" aria-label="What is listed">
        <button type="button" aria-pressed={view === "pictures"} onClick={() => setView("pictures")}>
          Pictures
        </button>
        <button type="button" aria-pressed={view === "issues"} onClick={() => setView("issues")}>
          Issues
        </button>
      </div>
      {view === "pictures" ? (
        <WorkList projectId={project.id} manages={manages} />
      ) : (
        <ProjectIssues projectId={project.id} />
      )}
    </main>
  );
}

function Mine({ mine, projectId }: { mine: MyWork; projectId: string }) {
  const all = STAGES.reduce((sum, stage) => sum + (mine.stages[stage] ?? 0), 0);
  const done = (mine.stages.submitted ?? 0) + (mine.stages.approved ?? 0);
  return (
    <div className="work-cards">
      <section className="card" aria-label="My progress">
        <h2>My work</h2>
        <ProgressBar fraction={all > 0 ? done / all : 0} name="Handed in of what was given to me" />
        <p>
          {done.toLocaleString("en")} of {all.toLocaleString("en")} handed in
        </p>
        <div className="row">
          {(mine.stages.returned ?? 0) > 0 && <Chip tone="warn">{mine.stages.returned} returned</Chip>}
          {mine.overdue > 0 && <Chip tone="bad">{mine.overdue} overdue</Chip>}
          {STAGES.filter((stage) => stage !== "returned" && (mine.stages[stage] ?? 0) > 0).map((stage) => (
            <Chip key={stage} tone={STAGE_TONES[stage]}>
              {mine.stages[stage]} {STAGE_WORDS[stage].toLowerCase()}
            </Chip>
          ))}
        </div>
      </section>
      <section className="card" aria-label="What was said of my work">
        <h2>What was said of it</h2>
        {mine.feedback.length === 0 ? (
          <p className="muted">Nobody has looked at your work yet.</p>
        ) : (
          <>
            <p className="muted">
              {mine.returned_share === null
                ? ""
                : `${Math.round(mine.returned_share * 100)} % of the last ${mine.judged.toLocaleString("en")} came back once or more.`}
            </p>
            <ul className="work-feedback">
              {mine.feedback.slice(0, 5).map((item) => (
                <Feedback key={item.frame_id} item={item} projectId={projectId} />
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  );
}

function Feedback({ item, projectId }: { item: WorkItem; projectId: string }) {
  const said = lastJudgement(item);
  if (!said) return null;
  return (
    <li>
      <Chip tone={STAGE_TONES[said.stage]}>{STAGE_WORDS[said.stage]}</Chip>
      <Link to={projectPath(projectId, "label", item.asset_id)}>{item.name}</Link>
      <span className="muted small clip">
        {said.comment ?? ""} {said.actor.name}, {showMoment(said.at)}
      </span>
    </li>
  );
}
