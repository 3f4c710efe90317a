/** The commands about look-alikes: of the last mistake, or of the selected ghost. */
import { findForSelected, reviewOffer } from "./alikePanel";
import { alikeStore } from "./alikeStore";
import { type Command, command } from "./command";
import { mayEdit } from "./editor";
import { frameStore } from "./frameStore";
import { selectionStore } from "./selectionStore";

const LOOK_ONLY = "You can look at this project, but not change it.";

function whyNoGhost(): string | null {
  if (!mayEdit()) return LOOK_ONLY;
  const { ids } = selectionStore.getState();
  return [...ids].some((id) => frameStore.ghost(id)) ? null : "No ghost is selected.";
}

export const ALIKE_COMMANDS: readonly Command[] = [
  command(
    "alike.review",
    "Ghosts",
    "Review the look-alikes of the last mistake",
    ["alt+r"],
    "editor",
    reviewOffer,
    {
      note: "Offered after a ghost was rejected or called otherwise, where others look like it.",
      why: () => (alikeStore.getState().offer ? null : "No look-alikes are offered now."),
    },
  ),
  command(
    "alike.find",
    "Ghosts",
    "Find look-alikes of the selected ghost",
    ["alt+i"],
    "editor",
    () => void findForSelected(),
    { note: "In all pictures of the project.", why: whyNoGhost },
  ),
];
