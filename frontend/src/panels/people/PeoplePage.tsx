/** The people of a project: who, as what, since when; for managers also other roles, and invitations. */
import { ChevronLeft, Search, Users } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Project } from "../../contract/contract";
import type { MemberSort } from "../../contract/people";
import { filterPeople, followPeople, loadMorePeople, loadPeople, peoplePageStore } from "../../state/people";
import { projectPath } from "../../state/routeStore";
import { EmptyState, Link } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";
import { Invitations } from "./Invitations";
import { InviteForm } from "./InviteForm";
import { MemberRow } from "./MemberRow";

const SORTS: readonly { sort: MemberSort; name: string }[] = [
  { sort: "name", name: "By name" },
  { sort: "role", name: "By role" },
  { sort: "joined", name: "First joined first" },
  { sort: "seen", name: "Last seen first" },
];

export function PeoplePage({ project }: { project: Project }) {
  const { members, next, busy, error, q, sort } = useStore(peoplePageStore);
  const manages = project.my_role === "manager";
  useEffect(() => followPeople(project.id, manages), [project.id, manages]);
  return (
    <main className="page narrow" data-testid="people">
      <div className="page-head">
        <div>
          <h1>People</h1>
          <p className="muted">
            <Link to={projectPath(project.id, "settings")} className="link back-link">
              <ChevronLeft size={14} aria-hidden="true" /> Settings
            </Link>{" "}
            {manages
              ? "Guests look, annotators label, reviewers approve as well, managers do everything."
              : `You are ${project.my_role} here. Managers change roles and invite.`}
          </p>
        </div>
      </div>
      {manages && <InviteForm />}
      {manages && <Invitations />}
      <section className="card settings-card" aria-labelledby="members-title">
        <h2 id="members-title">In the project</h2>
        <div className="work-filters">
          <label className="search people-search">
            <Search size={14} aria-hidden="true" />
            <input
              type="search"
              placeholder="Find a name"
              aria-label="Find a name"
              value={q}
              maxLength={150}
              onChange={(event) => filterPeople({ q: event.target.value })}
            />
          </label>
          <label className="compare-pick">
            <span className="visually-hidden">Order</span>
            <select
              value={sort}
              onChange={(event) => filterPeople({ sort: event.target.value as MemberSort })}
            >
              {SORTS.map((one) => (
                <option key={one.sort} value={one.sort}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        </div>
        {error && (
          <p className="notice bad" role="alert">
            {error}{" "}
            <button type="button" className="link" onClick={() => void loadPeople()}>
              Try again
            </button>
          </p>
        )}
        {members === null && !error && <p className="muted">Reading the list …</p>}
        {members?.length === 0 && (
          <EmptyState icon={Users} title="Nobody of that name">
            <p>Names are found by any part of them.</p>
          </EmptyState>
        )}
        {members && members.length > 0 && (
          <ul className="people-list">
            {members.map((member) => (
              <MemberRow key={member.user_id} member={member} manages={manages} />
            ))}
          </ul>
        )}
        <ShowMore of="people" shown={next !== null} busy={busy} onMore={() => void loadMorePeople()} />
      </section>
    </main>
  );
}
