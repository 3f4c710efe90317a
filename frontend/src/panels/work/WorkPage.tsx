/** Work: one's own, how far it is and what was said of it; for managers everybody's, and who gets what. */
import { ClipboardList, ListOrdered, Send, Undo2 } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Project } from "../../contract/contract";
import type { MyWork, Stage, WorkItem, WorkSort } from "../../contract/work";
import { lastJudgement, STAGE_TONES, STAGE_WORDS } from "../../model/work/words";
import { mayReview } from "../../state/editor";
import {
  choose,
  filterWork,
  followWork,
  giveWork,
  loadMoreWork,
  loadWork,
  peopleStore,
  workStore,
} from "../../state/myWork";
import { projectPath } from "../../state/routeStore";
import { openDialog } from "../../state/uiStore";
import { CommandButton } from "../ui/CommandButton";
import { showCount, showMoment } from "../ui/format";
import { Chip, EmptyState, Link, ProgressBar } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";
import { WorkTable } from "./WorkTable";

const STAGES = Object.keys(STAGE_WORDS) as Stage[];
const SORTS: readonly { sort: WorkSort; name: string }[] = [
  { sort: "urgent", name: "Most urgent first" },
  { sort: "changed", name: "Last changed first" },
  { sort: "name", name: "By name" },
];

export function WorkPage({ project }: { project: Project }) {
  const { mine, items, next, busy, error, query, chosen } = useStore(workStore);
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
          {manages && (
            <button type="button" className="btn primary" onClick={() => openDialog("assign")}>
              <Send size={16} aria-hidden="true" /> Give work
            </button>
          )}
        </div>
      </div>
      {mine && <Mine mine={mine} projectId={project.id} />}
      <div className="work-filters">
        <Whose />
        <label className="compare-pick">
          <span className="visually-hidden">Stage</span>
          <select
            value={query.stage ?? ""}
            onChange={(event) => filterWork({ stage: (event.target.value || null) as Stage | null })}
          >
            <option value="">All stages</option>
            {STAGES.map((stage) => (
              <option key={stage} value={stage}>
                {STAGE_WORDS[stage]}
              </option>
            ))}
          </select>
        </label>
        <label className="compare-pick">
          <span className="visually-hidden">Order</span>
          <select
            value={query.q ? "name" : query.sort}
            disabled={query.q !== ""}
            onChange={(event) => filterWork({ sort: event.target.value as WorkSort })}
          >
            {SORTS.map(({ sort, name }) => (
              <option key={sort} value={sort}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <input
          type="search"
          className="work-search"
          placeholder="Names that begin with …"
          aria-label="Names that begin with"
          value={query.q}
          maxLength={200}
          onChange={(event) => filterWork({ q: event.target.value })}
        />
      </div>
      {manages && chosen.size > 0 && (
        <div className="work-chosen" role="status">
          <strong>{showCount(chosen.size, "picture")} chosen</strong>
          <button type="button" className="btn small primary" onClick={() => openDialog("assign")}>
            <Send size={14} aria-hidden="true" /> Give …
          </button>
          <button
            type="button"
            className="btn small"
            onClick={() =>
              void giveWork(project.id, {
                asset_ids: [...chosen],
                to: [],
                rule: "turn",
                priority: 1,
                due: null,
              })
            }
          >
            <Undo2 size={14} aria-hidden="true" /> Take back
          </button>
          <button type="button" className="link" onClick={() => choose([])}>
            Choose none
          </button>
        </div>
      )}
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void loadWork()}>
            Try again
          </button>
        </p>
      )}
      {items === null && !error && <p className="muted">Reading the list …</p>}
      {items?.length === 0 && (
        <EmptyState
          icon={ClipboardList}
          title={query.q || query.stage ? "Nothing of the kind" : "Nothing here yet"}
        >
          <p>
            {query.whose === "me"
              ? "What is given to you, or comes back to you, is listed here."
              : "What somebody has begun with, or was given, is listed here."}
          </p>
        </EmptyState>
      )}
      {items && items.length > 0 && <WorkTable items={items} projectId={project.id} manages={manages} />}
      <ShowMore of="work" shown={next !== null} busy={busy} onMore={() => void loadMoreWork()} />
    </main>
  );
}

function Whose() {
  const whose = useStore(workStore, (state) => state.query.whose);
  const people = useStore(peopleStore, (state) => state.people);
  const one = whose !== "me" && whose !== null;
  return (
    <>
      <div className="segments" role="group" aria-label="Whose work">
        <button type="button" aria-pressed={whose === "me"} onClick={() => filterWork({ whose: "me" })}>
          Mine
        </button>
        <button type="button" aria-pressed={whose === null} onClick={() => filterWork({ whose: null })}>
          Everybody's
        </button>
      </div>
      <label className="compare-pick">
        <span className="visually-hidden">One person's</span>
        <select
          value={one ? whose : ""}
          onChange={(event) => filterWork({ whose: event.target.value || null })}
        >
          <option value="">One person's …</option>
          {people.map((person) => (
            <option key={person.user_id} value={person.user_id}>
              {person.name}
            </option>
          ))}
        </select>
      </label>
    </>
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
