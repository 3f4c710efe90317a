/** Where the queue begins, and where it ends: nothing waits any more, how much is done, and where to go from here. */
import { CheckCheck, Hourglass, ListOrdered } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Project } from "../contract/contract";
import { tallyWork } from "../model/assetCounts";
import { type AssetFilter, assetsStore, neighbour } from "../state/assetsStore";
import { mayEdit, mayReview } from "../state/editor";
import { handoutStore, openNextByQueue } from "../state/handout";
import { navigate, projectPath } from "../state/routeStore";
import { CommandButton } from "./ui/CommandButton";
import { EmptyState, Link } from "./ui/parts";

export function QueueEnd({ project }: { project: Project }) {
  const ended = useStore(handoutStore, (state) => state.ended);
  const asking = useStore(handoutStore, (state) => state.asking);
  const tally = useStore(assetsStore, (state) => state.complete && state.byId);
  useEffect(() => {
    if (handoutStore.getState().ended === null && mayEdit()) void openNextByQueue();
  }, []);

  if (asking && ended === null)
    return <div className="boot" role="status" aria-label="Asking for the next picture" />;
  const again = <CommandButton command="work.queue" icon={ListOrdered} label="Ask again" disabled={asking} />;
  if (ended === null)
    return (
      <main className="page-fill">
        <EmptyState icon={ListOrdered} title="The queue" action={again}>
          <p>It hands out the pictures that wait, the most useful one first.</p>
        </EmptyState>
      </main>
    );
  const work = tally ? tallyWork(tally.values()) : null;
  const done = work ? `: ${work.done.toLocaleString("en")} of ${work.ready.toLocaleString("en")} done` : "";
  const isAll = work !== null && work.ready > 0 && work.done === work.ready;
  return (
    <main className="page-fill">
      <EmptyState
        icon={isAll ? CheckCheck : Hourglass}
        title={`Nothing waits${isAll ? "" : " for you"}${done}`}
        action={
          <div className="row-of-links">
            {work !== null && work.todo > 0 && (
              <Pictures project={project} filter="todo" words={`To do: ${work.todo.toLocaleString("en")}`} />
            )}
            {work !== null && work.review > 0 && mayReview() && (
              <Pictures
                project={project}
                filter="waiting"
                words={`To review: ${work.review.toLocaleString("en")}`}
              />
            )}
            <Pictures project={project} filter="all" words="All pictures" />
            <Link to={projectPath(project.id, "learning")} className="btn">
              What was learned
            </Link>
            {mayEdit() && (
              <Link to={projectPath(project.id, "upload")} className="btn">
                Upload more
              </Link>
            )}
            {again}
          </div>
        }
      >
        <p role="status">{ended}</p>
      </EmptyState>
    </main>
  );
}

/** Leads to the first picture of a part of the list. */
function Pictures({ project, filter, words }: { project: Project; filter: AssetFilter; words: string }) {
  const go = () => {
    assetsStore.setState({ filter, search: "" });
    navigate(projectPath(project.id, "label", neighbour(null, 1)));
  };
  return (
    <button type="button" className={filter === "all" ? "btn" : "btn primary"} onClick={go}>
      {words}
    </button>
  );
}
