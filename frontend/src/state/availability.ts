/** Says why a command can do nothing now: where the palette shows it, and where a key is left to the browser. */
import { heldCopy } from "./clipboard";
import type { Command } from "./command";
import { mayEdit, mayReview } from "./editor";
import { undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { selectionStore } from "./selectionStore";

type Need = "edit" | "review" | "selected" | "annotation" | "object" | "ghost" | "undo" | "redo" | "copied";

const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  "tool.box": ["edit"],
  "ghost.accept": ["edit", "ghost"],
  "ghost.acceptAll": ["edit", "ghost"],
  "ghost.next": ["ghost"],
  "ghost.previous": ["ghost"],
  "object.remove": ["edit", "selected"],
  "object.duplicate": ["edit", "annotation"],
  "object.copy": ["selected"],
  "object.cut": ["edit", "selected"],
  "object.paste": ["edit", "copied"],
  "object.pastePrevious": ["edit"],
  "object.next": ["object"],
  "object.previous": ["object"],
  "object.walkNext": ["object"],
  "object.walkPrevious": ["object"],
  "edit.undo": ["edit", "undo"],
  "edit.redo": ["edit", "redo"],
  "view.selection": ["selected"],
  "work.return": ["review"],
};

function unmet(need: Need): string | null {
  const frame = frameStore.openFrame();
  const { ids } = selectionStore.getState();
  switch (need) {
    case "edit":
      return mayEdit() ? null : "You can look at this project, but not change it.";
    case "review":
      return mayReview() ? null : "Reviewers and managers do this.";
    case "selected":
      return ids.size > 0 ? null : "Nothing is selected.";
    case "annotation":
      return frame && [...ids].some((id) => frame.annotations.has(id)) ? null : "No object is selected.";
    case "object":
      return frame && frame.annotations.size + frame.predictions.size > 0
        ? null
        : "There is nothing on this picture.";
    case "ghost":
      return frame && frame.predictions.size > 0 ? null : "There are no ghosts on this picture.";
    case "undo":
      return frame && undoStack.can(frameStore.scope() ?? "").undo ? null : "There is nothing to undo.";
    case "redo":
      return frame && undoStack.can(frameStore.scope() ?? "").redo ? null : "There is nothing to redo.";
    case "copied":
      return heldCopy() ? null : "Nothing was copied yet.";
  }
}

/** Why a command can do nothing now; null when it can. */
export function whyNot(command: Command): string | null {
  for (const need of NEEDS[command.id] ?? []) {
    const reason = unmet(need);
    if (reason) return reason;
  }
  return command.why?.() ?? null;
}
