/** The command that opens the people of a project. */
import { type Command, command } from "./command";
import { projectStore } from "./projectStore";
import { navigate, projectPath } from "./routeStore";

export const PEOPLE_COMMANDS: readonly Command[] = [
  command(
    "go.people",
    "Go to",
    "People",
    [],
    "project",
    () => {
      const { project } = projectStore.getState();
      if (project) navigate(projectPath(project.id, "people"));
    },
    { note: "Who is in the project, as what, and who is invited." },
  ),
  command("go.everywhere", "Go to", "My work in all projects", [], "global", () => navigate("/work"), {
    note: "What came back and what is due, and when you work.",
  }),
];
