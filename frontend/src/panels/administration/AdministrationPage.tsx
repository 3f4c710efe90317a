/** The administrator's console: one room at a time, for administrators only. */
import { ExternalLink, ShieldX } from "lucide-react";
import { type ComponentType, useEffect } from "react";
import { useStore } from "zustand";
import { openTrail } from "../../state/audit";
import { meStore } from "../../state/meStore";
import { ADMIN_ROOMS, type AdminRoom } from "../../state/routeStore";
import { AuditTrail } from "../audit/AuditTrail";
import { EmptyState, Link } from "../ui/parts";
import { AccountsRoom } from "./AccountsRoom";
import { ModelsRoom } from "./ModelsRoom";
import { ProjectsRoom, TriggersRoom } from "./ProjectRooms";
import { StorageRoom } from "./StorageRoom";

const WORDS: Readonly<Record<AdminRoom, { title: string; about: string }>> = {
  accounts: { title: "Accounts", about: "Who may sign in, and who they are in each project." },
  projects: { title: "Projects", about: "Every project, its people and what it holds." },
  models: { title: "Models", about: "Every model version, in whichever project." },
  storage: { title: "Storage", about: "What the files take, and how much each project may." },
  triggers: { title: "Triggers", about: "When projects train and export by themselves." },
  audit: { title: "Audit", about: "What was done, by whom and from where. Nothing goes away." },
};

export function AdministrationPage({ room }: { room: AdminRoom }) {
  const user = useStore(meStore, (state) => state.user);
  useEffect(() => {
    document.title = `${WORDS[room].title} · Administration · Tandem`;
  }, [room]);
  if (!user?.is_admin)
    return (
      <EmptyState icon={ShieldX} title="This is for administrators">
        <p>Ask an administrator of this portal.</p>
      </EmptyState>
    );
  const Room = ROOMS[room];
  return (
    <main className="page admin-page" data-testid="administration">
      <div className="page-head">
        <div>
          <h1>{WORDS[room].title}</h1>
          <p className="muted">{WORDS[room].about}</p>
        </div>
        <a className="btn small" href="/admin/" data-tip="The rows themselves, in the Django admin">
          <ExternalLink size={14} aria-hidden="true" /> Raw rows
        </a>
      </div>
      <nav className="tabs admin-rooms" aria-label="Administration">
        {ADMIN_ROOMS.map((name) => (
          <Link key={name} to={`/console/${name}`} className="tab" current={name === room}>
            {WORDS[name].title}
          </Link>
        ))}
        <Link to="/console/operations" className="tab">
          Operations
        </Link>
      </nav>
      <Room />
    </main>
  );
}

const ROOMS: Readonly<Record<AdminRoom, ComponentType>> = {
  accounts: AccountsRoom,
  projects: ProjectsRoom,
  models: ModelsRoom,
  storage: StorageRoom,
  triggers: TriggersRoom,
  audit: WholeTrail,
};

function WholeTrail() {
  useEffect(() => void openTrail(null), []);
  return <AuditTrail />;
}
