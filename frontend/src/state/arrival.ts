/** Takes the hand to the first ghost of a picture that is opened in the flow of work. */
import { draftStore } from "./draftStore";
import { mayEdit, stepGhost } from "./editor";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";
import { selectionStore } from "./selectionStore";

let stop: (() => void) | null = null;

/** Select the least certain ghost of an asset once it is open, unless the person is quicker. */
export function arriveAtFirstGhost(assetId: string): void {
  stop?.();
  const look = () => {
    const asked = openAssetStore.getState().wanted;
    if (asked !== assetId && openAssetStore.getState().asset !== null) return stop?.();
    const frame = frameStore.openFrame();
    if (frame?.frame.asset_id !== assetId) return;
    stop?.();
    // After the frame's own opening, which begins with nothing selected.
    queueMicrotask(() => {
      if (selectionStore.getState().ids.size > 0 || draftStore.getState().draft || !mayEdit()) return;
      if (frameStore.openFrame()?.frame.asset_id === assetId) stepGhost(1);
    });
  };
  const forget = frameStore.store.subscribe(look);
  stop = () => {
    forget();
    stop = null;
  };
}
