/** Which model versions' ghosts the open frame shows: it follows promotions, but never in the middle of a gesture. */

import type { Prediction } from "../contract/contract";
import type { FrameState } from "../model/frameState";
import { layersShown, mainGhosts } from "../model/ghostLayers";
import { draftStore } from "./draftStore";
import { frameStore } from "./frameStore";
import { projectStore } from "./projectStore";
import { uiStore } from "./uiStore";

export const championId = (): string | null => projectStore.getState().project?.champion?.id ?? null;

/** The undecided ghosts that a frame shows by itself. */
export const ownGhosts = (frame: FrameState): Prediction[] => mainGhosts(frame, championId());

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((id) => b.has(id));

function follow(): void {
  // Ghosts that change under the hand would spoil what it does; the end of the gesture calls again.
  if (draftStore.getState().draft) return;
  const { openId } = frameStore.store.getState();
  const parts = [frameStore.visible(openId), frameStore.openReel()].filter((part) => part !== null);
  const { versionChoices, mainVersions, hiddenVersions } = uiStore.getState();
  const { main, hidden } = layersShown(parts, championId(), versionChoices);
  if (same(main, mainVersions) && same(hidden, hiddenVersions)) return;
  uiStore.setState({ mainVersions: main, hiddenVersions: hidden });
}

frameStore.store.subscribe((state, before) => {
  if (state.open !== before.open || state.slots !== before.slots) follow();
});
draftStore.subscribe(({ draft }) => {
  if (!draft) follow();
});
uiStore.subscribe((state, before) => {
  if (state.versionChoices !== before.versionChoices) follow();
});
projectStore.subscribe(({ project }, { project: before }) => {
  const [now, was] = [project?.champion?.id ?? null, before?.champion?.id ?? null];
  if (now === was && project?.id === before?.id) return;
  frameStore.setChampion(now);
  // What was switched on and off was about the versions as they stood.
  uiStore.setState({ versionChoices: new Map() });
  follow();
});
