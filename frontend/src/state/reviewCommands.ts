/** Commands of review and work: the review queue, issues, the comparison, the bell. */
import { toggleBell } from "./bell";
import { type Command, command } from "./command";
import { mayEdit, mayReview } from "./editor";
import { beginIssue, closeThread, settleOpenIssue, stepIssue } from "./issues";
import { projectStore } from "./projectStore";
import { openNextReview } from "./reviewQueue";
import { navigate, projectPath } from "./routeStore";
import { openVersions } from "./versions";

const onlyReviewers = () => (mayReview() ? null : "Reviewers look at what others handed in.");
const onlyEditors = () => (mayEdit() ? null : "You can look at this project, but not change it.");

export const REVIEW_COMMANDS: readonly Command[] = [
  command(
    "review.next",
    "Work",
    "Next picture to review",
    ["alt+v"],
    "project",
    () => void openNextReview(),
    {
      note: "What was handed in, one to one reviewer. Approving or returning it goes on.",
      why: onlyReviewers,
    },
  ),
  command(
    "review.compare",
    "Work",
    "Compare with the model",
    ["alt+x"],
    "editor",
    () => void openVersions(),
    {
      note: "Before and after, side by side or one over the other, and what differs.",
    },
  ),
  command("issue.pin", "Work", "Pin an issue", ["shift+p"], "editor", beginIssue, {
    note: "At the chosen object, at the pointer, or where you click next.",
    why: onlyEditors,
  }),
  command("issue.next", "Work", "Next issue", ["alt+g"], "editor", () => stepIssue(1)),
  command("issue.previous", "Work", "Previous issue", ["alt+shift+g"], "editor", () => stepIssue(-1)),
  command(
    "issue.resolve",
    "Work",
    "Resolve the issue, or open it again",
    ["alt+y"],
    "editor",
    settleOpenIssue,
    {
      why: onlyEditors,
    },
  ),
  command("issue.close", "Work", "Close the thread", [], "editor", closeThread),
  command("go.work", "Go to", "Work", ["alt+w"], "project", () => {
    const { project } = projectStore.getState();
    if (project) navigate(projectPath(project.id, "work"));
  }),
  command("go.bell", "Go to", "What you were told", ["alt+b"], "global", () => toggleBell()),
];
