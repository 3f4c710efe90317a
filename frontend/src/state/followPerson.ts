/** Goes to the picture that somebody else is on. */
import { fetchFrame } from "../api/portal";
import type { Person } from "../contract/contract";
import { assetsStore } from "./assetsStore";
import { projectStore } from "./projectStore";
import { navigate, projectPath } from "./routeStore";

export async function followPerson(person: Person): Promise<void> {
  const { frame_id: frameId } = person;
  const projectId = projectStore.getState().project?.id;
  if (!frameId || !projectId) return;
  const known = [...assetsStore.getState().byId.values()].find((asset) => asset.frame_id === frameId);
  const assetId = known?.id ?? (await fetchFrame(frameId)).frame.asset_id;
  navigate(projectPath(projectId, "label", assetId));
}
