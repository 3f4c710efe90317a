/** Opens a picture or a frame at one object: selected, and as large as it fits. */
import type { Bounds } from "../model/geometry";
import { indexInVideo } from "../model/video/frameId";
import { zoomToSelection } from "./follow";
import { frameStore } from "./frameStore";
import { navigate, projectPath, routeStore } from "./routeStore";
import { select } from "./selectionStore";
import { zoomToBounds } from "./viewportStore";

export interface Destination {
  readonly projectId: string;
  readonly assetId: string;
  readonly frameId: string;
  /** Those that are there are selected. */
  readonly objectIds: readonly string[];
  /** Where to look when none of them is there any more. */
  readonly place: Bounds | null;
}

let stop: (() => void) | null = null;

/** Go to the canvas; what is there is selected once its frame is open, unless the person goes elsewhere before. */
export function openAtObject(destination: Destination): void {
  const { projectId, assetId, frameId } = destination;
  stop?.();
  const index = indexInVideo(assetId, frameId);
  const path = projectPath(projectId, "label", assetId);
  navigate(index === null ? path : `${path}?frame=${index}`);
  const stops = [
    frameStore.store.subscribe(() => {
      if (frameStore.openFrame()?.frame.id !== frameId) return;
      stop?.();
      // After the frame's own opening, which begins with nothing selected and shows all of it.
      requestAnimationFrame(() => show(destination));
    }),
    routeStore.subscribe(({ route }) => {
      if (route.page !== "project" || route.assetId !== assetId) stop?.();
    }),
  ];
  stop = () => {
    for (const end of stops) end();
    stop = null;
  };
}

function show({ frameId, objectIds, place }: Destination): void {
  const frame = frameStore.openFrame();
  if (frame?.frame.id !== frameId) return;
  const there = objectIds.filter((id) => frame.annotations.has(id) || frame.predictions.has(id));
  select(there);
  if (there.length > 0) zoomToSelection();
  else if (place) zoomToBounds(place);
}
