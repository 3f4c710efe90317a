/** The bar on top: where one is, whether work is safe, who else is here. */
import {
  Activity,
  CircleHelp,
  ClipboardCheck,
  Command,
  Keyboard,
  LogOut,
  Moon,
  Settings2,
  Sun,
  Upload,
  UserRound,
} from "lucide-react";
import { useStore } from "zustand";
import { commandById } from "../state/commands";
import { leave, meStore } from "../state/meStore";
import { projectStore } from "../state/projectStore";
import { type ProjectPage, projectPath, routeStore } from "../state/routeStore";
import { toastError } from "../state/toastStore";
import { uiStore } from "../state/uiStore";
import { Presence } from "./Presence";
import { SaveIndicator } from "./SaveIndicator";
import { CommandButton } from "./ui/CommandButton";
import { Avatar, Link, Mark } from "./ui/parts";
import { Bell } from "./work/Bell";

const TABS: readonly { tab: ProjectPage; title: string }[] = [
  { tab: "label", title: "Label" },
  { tab: "work", title: "Work" },
  { tab: "learning", title: "Learning" },
  { tab: "checks", title: "Check" },
  { tab: "quality", title: "Quality" },
  { tab: "activity", title: "Activity" },
  { tab: "exports", title: "Exports" },
  { tab: "models", title: "Models" },
  { tab: "settings", title: "Settings" },
];

/** Pages without a tab of their own, and the tab that leads to them. */
const UNDER: Partial<Record<ProjectPage, ProjectPage>> = {
  queue: "label",
  people: "settings",
  console: "work",
};

export function TopBar() {
  const route = useStore(routeStore, (state) => state.route);
  const project = useStore(projectStore, (state) => state.project);
  const theme = useStore(uiStore, (state) => state.theme);
  const inProject = route.page === "project";
  return (
    <header className="topbar">
      <Link to="/" className="brand" name="Tandem, all projects">
        <Mark />
        <span>Tandem</span>
      </Link>
      {inProject && (
        <>
          <span className="crumb-sep" aria-hidden="true">
            /
          </span>
          <span className="crumb" title={project?.name}>
            {project?.name ?? "…"}
          </span>
          <nav className="tabs" aria-label="Project">
            {TABS.map(({ tab, title }) => (
              <Link
                key={tab}
                to={projectPath(route.projectId, tab)}
                current={(UNDER[route.tab] ?? route.tab) === tab}
                className="tab"
              >
                {title}
              </Link>
            ))}
          </nav>
        </>
      )}
      <div className="topbar-end">
        {inProject && <SaveIndicator />}
        {inProject && <Presence />}
        {inProject && project && project.my_role !== "guest" && (
          <CommandButton command="go.upload" icon={Upload} label="Upload" className="btn small" />
        )}
        <Bell />
        <CommandButton command="help.palette" icon={Command} />
        <CommandButton command="help.keys" icon={CircleHelp} />
        <CommandButton command="view.theme" icon={theme === "dark" ? Sun : Moon} />
        <UserMenu />
      </div>
    </header>
  );
}

function UserMenu() {
  const user = useStore(meStore, (state) => state.user);
  if (!user) return null;
  return (
    <details className="menu">
      <summary aria-label={`Signed in as ${user.name}`}>
        <Avatar id={user.id} name={user.name} tip={`Signed in as ${user.name}`} />
      </summary>
      <div className="menu-list">
        <p className="menu-head">
          <strong>{user.name}</strong>
          <span>{user.is_admin ? "Administrator" : "Member"}</span>
        </p>
        <button type="button" className="menu-item" onClick={() => commandById("go.account").run()}>
          <UserRound size={15} aria-hidden="true" /> Account
        </button>
        <button type="button" className="menu-item" onClick={() => commandById("go.everywhere").run()}>
          <ClipboardCheck size={15} aria-hidden="true" /> My work, and when I work
        </button>
        <button type="button" className="menu-item" onClick={() => commandById("help.keys").run()}>
          <CircleHelp size={15} aria-hidden="true" /> Keyboard shortcuts
        </button>
        <button type="button" className="menu-item" onClick={() => commandById("go.keyboard").run()}>
          <Keyboard size={15} aria-hidden="true" /> Change keys
        </button>
        {user.is_admin && (
          <button type="button" className="menu-item" onClick={() => commandById("go.operations").run()}>
            <Activity size={15} aria-hidden="true" /> Operations
          </button>
        )}
        {user.is_admin && (
          <Link className="menu-item" to="/console">
            <Settings2 size={15} aria-hidden="true" /> Administration
          </Link>
        )}
        <button type="button" className="menu-item" onClick={() => leave().catch(toastError)}>
          <LogOut size={15} aria-hidden="true" /> Sign out
        </button>
      </div>
    </details>
  );
}
