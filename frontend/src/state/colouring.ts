/** The colour that each object of a frame has under this person's settings. */
import { colourFor } from "../model/colouring";
import type { FrameState } from "../model/frameState";
import { personColour } from "../model/personColours";
import { connectionStore } from "./connectionStore";
import { projectStore } from "./projectStore";
import { viewSettings } from "./viewStore";

export type ColourOf = (id: string, label: string) => string;

export function colouringOf(frame: FrameState | null): ColourOf {
  const { colours } = projectStore.getState();
  const { seats } = connectionStore.getState();
  const author = (id: string) => personColour(seats, id);
  const by = viewSettings().colourBy;
  return (id, label) =>
    colourFor(by, { id, label, authorId: frame?.annotations.get(id)?.actor?.id ?? null }, colours, author);
}
