/** Zooms to objects: the selected ones on demand, or each that a person goes to. */
import { shapeBounds, unionBounds } from "../model/geometry";
import { frameStore } from "./frameStore";
import { selectionStore } from "./selectionStore";
import { zoomToBounds } from "./viewportStore";
import { viewSettings } from "./viewStore";

export function zoomToSelection(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const bounds = [...selectionStore.getState().ids].flatMap((id) => {
    const shape = (frame.annotations.get(id) ?? frame.predictions.get(id))?.shape;
    return (shape && shapeBounds(shape)) ?? [];
  });
  const whole = unionBounds(bounds);
  if (whole) zoomToBounds(whole);
}

/** Commands that lead from one object to another. */
const GOES = /^(object\.(next|previous)|ghost\.(next|previous|accept)|object\.remove)$/;

/** Run a command; where the person asked for it, zoom to the one object that it leads to. */
export function runFollowing(command: { readonly id: string; run(): void }): void {
  const before = selectionStore.getState().ids;
  command.run();
  const { ids } = selectionStore.getState();
  if (viewSettings().follow && GOES.test(command.id) && ids !== before && ids.size === 1) zoomToSelection();
}
