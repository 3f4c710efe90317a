/** The commands of the page that lists what may be wrong: its keys are those of the ghosts on the canvas. */
import { canUndoCheck, checksStore, deal, openCheck, search, stepChecks, undoCheck } from "./checks";
import { type Command, command } from "./command";
import { mayEdit, mayReview } from "./editor";
import { jobsStore } from "./jobsStore";
import { projectStore } from "./projectStore";
import { navigate, projectPath } from "./routeStore";

const LOOKING = "You can look at this project, but not change it.";
const at = () => checksStore.getState().at;
const here = () => (at() === null ? "There is nothing in the list." : null);
const mayMend = () => (mayEdit() ? here() : LOOKING);

/** A button or a link that has the focus answers Enter itself. */
function mayOpen(): string | null {
  const focus = typeof document === "undefined" ? null : document.activeElement;
  return focus?.closest("button, a, select, summary") ? "A button has the focus." : here();
}

/** The search that goes on. */
export const searchUnderWay = () =>
  jobsStore
    .getState()
    .jobs?.find(({ kind, status }) => kind === "mine" && (status === "queued" || status === "running"));

function searchHere(): void {
  const { project } = projectStore.getState();
  if (!project) return;
  navigate(projectPath(project.id, "checks"));
  checksStore.setState({ projectId: project.id });
  void search();
}

const undoReason = () => (canUndoCheck() ? null : "There is nothing to undo.");

export const CHECK_COMMANDS: readonly Command[] = [
  command("checks.next", "Check", "Next suspect", ["j", "down"], "checks", () => stepChecks(1), {
    repeats: true,
    why: here,
  }),
  command("checks.previous", "Check", "Previous suspect", ["k", "up"], "checks", () => stepChecks(-1), {
    repeats: true,
    why: here,
  }),
  command("checks.open", "Check", "Open it on its picture", ["enter"], "checks", () => openCheck(at()), {
    yields: true,
    why: mayOpen,
  }),
  command(
    "checks.accept",
    "Check",
    "Do what is suggested",
    ["a"],
    "checks",
    () => void deal(at(), checksStore.getState().dismissed ? "bringBack" : "accept"),
    { note: "Gives the suggested name, draws what is missing, or takes one of two away.", why: mayMend },
  ),
  command(
    "checks.dismiss",
    "Check",
    "It is right as it is",
    ["d"],
    "checks",
    () => void deal(at(), checksStore.getState().dismissed ? "bringBack" : "dismiss"),
    { note: "Later searches keep to that.", why: mayMend },
  ),
  command(
    "checks.remove",
    "Check",
    "Remove the object, reject the prediction",
    ["x", "backspace", "delete"],
    "checks",
    () => void deal(at(), "remove"),
    { why: mayMend },
  ),
  command("checks.undo", "Check", "Undo what was done last", ["mod+z"], "checks", () => void undoCheck(), {
    why: () => (mayEdit() ? undoReason() : LOOKING),
  }),
  command("checks.search", "Check", "Search for what may be wrong", [], "project", searchHere, {
    note: "Goes over everything that people annotated; it changes nothing.",
    why: () =>
      !mayReview()
        ? "Reviewers and managers do this."
        : searchUnderWay()
          ? "A search goes on already."
          : null,
  }),
];
