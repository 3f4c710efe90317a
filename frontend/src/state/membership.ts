/** What becomes of the open project when this person's role in it changes, or ends. */
import { ApiError } from "../api/http";
import type { Notification } from "../contract/work";
import { openAssetStore } from "./openAssetStore";
import { peopleMoved } from "./people";
import { projectStore, refreshProject } from "./projectStore";
import { toastError } from "./toastStore";

const GONE = "You are not in this project any more. What you had in hand goes to the others.";

/** Read the project anew; whether this person is still in it. */
export async function rereadMembership(projectId: string): Promise<boolean> {
  try {
    await refreshProject(projectId);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) openAssetStore.setState({ projectError: GONE });
    else toastError(error);
    return false;
  }
}

/** Follow what one was told about oneself, or about who came. */
export function followMembership(told: Notification): void {
  if (told.project_id !== projectStore.getState().project?.id) return;
  if (told.kind === "role" || told.kind === "removed") void rereadMembership(told.project_id);
  if (told.kind === "role" || told.kind === "joined") peopleMoved(told.project_id);
}
