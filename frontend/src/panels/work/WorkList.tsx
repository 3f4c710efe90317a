/** The work of a project: whose, how far, in which order, by name; managers choose in it and give. */
import { ClipboardList, Send, Undo2 } from "lucide-react";
import { useStore } from "zustand";
import type { WorkQuery } from "../../api/work";
import type { Stage, WorkSort } from "../../contract/work";
import { STAGE_WORDS } from "../../model/work/words";
import {
  choose,
  filterWork,
  giveWork,
  loadMoreWork,
  loadWork,
  peopleStore,
  startHandOver,
  workStore,
} from "../../state/myWork";
import { showCount } from "../ui/format";
import { EmptyState } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";
import { WorkTable } from "./WorkTable";

const STAGES = Object.keys(STAGE_WORDS) as Stage[];
const SORTS: readonly { sort: WorkSort; name: string }[] = [
  { sort: "urgent", name: "Most urgent first" },
  { sort: "changed", name: "Last changed first" },
  { sort: "name", name: "By name" },
];

export function WorkList({ projectId, manages }: { projectId: string; manages: boolean }) {
  const { items, next, busy, error, query, chosen } = useStore(workStore);
  return (
    <>
      <div className="work-filters">
        <Whose />
        <label className="compare-pick">
          <span className="visually-hidden">Stage</span>
          <select
            value={query.stage ?? ""}
            onChange={(event) => filterWork({ stage: (event.target.value || null) as WorkQuery["stage"] })}
          >
            <option value="to_do">To do</option>
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
        <Batches />
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
          <button type="button" className="btn small primary" onClick={() => startHandOver(null)}>
            <Send size={14} aria-hidden="true" /> Give …
          </button>
          <button
            type="button"
            className="btn small"
            onClick={() =>
              void giveWork(projectId, {
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
          title={
            query.q || (query.stage && query.stage !== "to_do") ? "Nothing of the kind" : "Nothing here yet"
          }
        >
          <p>
            {query.whose === "me"
              ? "What is given to you, or comes back to you, is listed here."
              : "What somebody has begun with, or was given, is listed here."}
          </p>
        </EmptyState>
      )}
      {items && items.length > 0 && <WorkTable items={items} projectId={projectId} manages={manages} />}
      <ShowMore of="work" shown={next !== null} busy={busy} onMore={() => void loadMoreWork()} />
    </>
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

function Batches() {
  const batches = useStore(workStore, (state) => state.batches);
  const batch = useStore(workStore, (state) => state.query.batch);
  if (batches.length === 0) return null;
  return (
    <label className="compare-pick">
      <span className="visually-hidden">Batch</span>
      <select value={batch ?? ""} onChange={(event) => filterWork({ batch: event.target.value || null })}>
        <option value="">All batches</option>
        {batches.map(({ name, pictures, stages }) => (
          <option key={name} value={name}>
            {name}: {(stages.submitted ?? 0) + (stages.approved ?? 0)} of {pictures}
          </option>
        ))}
      </select>
    </label>
  );
}
